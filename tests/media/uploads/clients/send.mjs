// Sends a file with tus-js-client: argv is the folder of the packages and a JSON of what to do.
// `breakAt`: leave off like a closed laptop once so many bytes are sent; `from`: go on at this address.
import { createReadStream } from "node:fs";
import { createRequire } from "node:module";

const [packages, told] = process.argv.slice(2);
const { Upload } = createRequire(`${packages}/`)("tus-js-client");
const { path, endpoint, headers, metadata, chunkSize, breakAt, from } = JSON.parse(told);

const upload = new Upload(createReadStream(path), {
  endpoint,
  headers,
  metadata,
  chunkSize: chunkSize ?? Infinity,
  uploadUrl: from ?? null,
  uploadSize: Number(JSON.parse(told).size),
  retryDelays: [100, 300, 1000, 3000],
  onProgress(sent) {
    if (breakAt && sent >= breakAt) upload.abort().then(() => answer({ broken: sent }));
  },
  onSuccess: () => answer({ done: true }),
  onError: (error) => answer({ error: String(error) }),
});
upload.start();

function answer(what) {
  console.log(JSON.stringify({ ...what, url: upload.url }));
  process.exit(what.error ? 1 : 0);
}
