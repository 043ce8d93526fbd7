// What the phone keeps, by shelf and key: in IndexedDB, else in localStorage, else as long as the page lives.
const SHELVES = ["records", "people", "standings", "lessons", "pieces"];
const OPEN_WITHIN_MS = 4000; // some browsers never answer

let opening = null;

function database() {
  opening = opening || new Promise((done) => {
    setTimeout(done, OPEN_WITHIN_MS);
    try {
      const request = indexedDB.open("phone", 1);
      request.onupgradeneeded = () => SHELVES.forEach((shelf) => request.result.createObjectStore(shelf));
      request.onerror = () => done();
      request.onsuccess = () => {
        request.result.onclose = () => { opening = null; };
        opening = unpacked(request.result); // this page goes over to it, also where it answers late
        done(opening);
      };
    } catch {
      done();
    }
  });
  return opening;
}

// One transaction: what it wrote is on the phone when this is over, all of it or nothing.
function within(db, shelf, mode, act) {
  return new Promise((done, fail) => {
    const task = db.transaction(shelf, mode);
    let found;
    task.oncomplete = () => done(found);
    task.onabort = () => fail(task.error);
    act(task.objectStore(shelf), (value) => { found = value; });
  });
}

// What had to wait on paper is newer than what is here; of one record, the longer stays.
async function unpacked(db) {
  try {
    for (const shelf of SHELVES) {
      const values = paper.read(shelf), text = JSON.stringify(values);
      if (text === "{}") continue;
      await within(db, shelf, "readwrite", (box) => {
        for (const [key, value] of Object.entries(values)) {
          box.get(key).onsuccess = ({ target: { result: before } }) => {
            if (!before || !before.item || before.item.wall < value.item.wall) box.put(value, key);
          };
        }
      });
      if (JSON.stringify(paper.read(shelf)) === text) paper.clear(shelf); // another tab may have added to it
    }
  } catch { /* it stays on paper, for the next time */ }
  return db;
}

const memory = {};
const paper = {
  read(shelf) {
    try { return memory[shelf] || JSON.parse(localStorage.getItem(`phone:${shelf}`)) || {}; } catch { return {}; }
  },
  write(shelf, values) {
    try { localStorage.setItem(`phone:${shelf}`, JSON.stringify(values)); } catch { memory[shelf] = values; }
  },
  clear(shelf) {
    delete memory[shelf];
    try { localStorage.removeItem(`phone:${shelf}`); } catch { /* there was none */ }
  },
};

// Whether there is room for more than a few records.
export async function isRoomy() {
  return Boolean(await database());
}

// `range`: which keys, as IndexedDB names them; nothing for all. Answers [key, value] pairs in the order of the keys.
export async function all(shelf, range) {
  const db = await database();
  if (!db) return Object.entries(paper.read(shelf));
  return within(db, shelf, "readonly", (box, answer) => {
    const found = [];
    answer(found);
    box.openCursor(range).onsuccess = ({ target: { result: at } }) => {
      if (!at) return;
      found.push([at.key, at.value]);
      at.continue();
    };
  });
}

export async function keys(shelf, range) {
  const db = await database();
  if (!db) return Object.keys(paper.read(shelf));
  return within(db, shelf, "readonly", (box, answer) => {
    box.getAllKeys(range).onsuccess = ({ target }) => answer(target.result);
  });
}

export async function get(shelf, key) {
  const db = await database();
  if (!db) return paper.read(shelf)[key];
  return within(db, shelf, "readonly", (box, answer) => {
    box.get(key).onsuccess = ({ target }) => answer(target.result);
  });
}

// `how` makes the new value from the one that is there; undefined takes it away. Nobody comes in between.
export async function change(shelf, key, how) {
  const db = await database();
  if (!db) {
    const values = paper.read(shelf);
    const value = how(values[key]);
    if (value === undefined) delete values[key];
    else values[key] = value;
    return paper.write(shelf, values);
  }
  return within(db, shelf, "readwrite", (box) => {
    box.get(key).onsuccess = ({ target }) => {
      const value = how(target.result);
      if (value === undefined) box.delete(key);
      else box.put(value, key);
    };
  });
}

export async function put(shelf, key, value) {
  return change(shelf, key, () => value);
}

export async function remove(shelf, range) {
  const db = await database();
  if (db) return within(db, shelf, "readwrite", (box) => { box.delete(range); });
}
