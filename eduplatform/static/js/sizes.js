// Sizes of files as people know them.
export function megabytes(bytes) {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes ? `${Math.max(bytes / 1e6, 0.1).toFixed(1)} MB` : "0 MB";
}
