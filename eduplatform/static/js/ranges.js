// Pairs of seconds, sorted and without overlaps.
export function union(ranges) {
  const merged = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged[merged.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

// Full percents of a film of so many seconds.
export function percentOf(ranges, seconds) {
  const covered = union(ranges).reduce((sum, [start, end]) => sum + end - start, 0);
  return seconds ? Math.min(Math.floor((100 * covered) / seconds), 100) : 0;
}
