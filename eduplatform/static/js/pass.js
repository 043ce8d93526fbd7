// Passes a kept lesson on to another phone, also where neither has a line.
import { withCard } from "./ending.js";
import { cutOut } from "./pieces.js";
import { withTags } from "./tags.js";

const UNFIT = /[\\/:*?"<>|]+/g; // for the names of files, on some phones

function saveAs(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// `source` is the name of the site. The file says where it is from, and which link makes watching count.
export async function passOn({ lesson, title, url, size, type, card }, source) {
  const link = `${location.origin}/l/${lesson}/`;
  const end = card && (await (await caches.open("kept")).match(card));
  const kept = await cutOut(url, 0, size, type), film = end ? await withCard(kept, await end.arrayBuffer()) : kept;
  const tagged = await withTags(film, [["\u00a9nam", title], ["\u00a9ART", source], ["\u00a9cmt", link]]);
  const ending = type.startsWith("audio/") ? "m4a" : "mp4";
  const file = new File([tagged], `${title.replace(UNFIT, " ")}.${ending}`, { type });
  const what = { files: [file], title, text: `${title} ${link}` };
  if (!navigator.canShare || !navigator.canShare(what)) return saveAs(file);
  return navigator.share(what).catch((error) => {
    if (error.name !== "AbortError") saveAs(file); // which is no more than a change of mind
  });
}
