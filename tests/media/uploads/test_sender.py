"""The page's own script: what it tells, and what it asks the server."""

import json
import re
import subprocess

from tools.places import ROOT

SCRIPT = ROOT / "eduplatform" / "static" / "media" / "tus.js"
BEGIN = """
const { readFileSync } = await import("node:fs");
const source = readFileSync(process.argv[1], "utf-8");
const { Sender, fingerprint } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
const answers = (value) => console.log(JSON.stringify(value));
"""


def answer_of(script):
    command = ["node", "--input-type=module", "-e", BEGIN + script, str(SCRIPT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_sign_in_by_somebody_who_may_not_upload_ends_it():
    told = answer_of("""
      const told = [];
      const tell = (what) => told.push(what);
      const file = { name: "a.mp4", size: 9 };
      const sender = new Sender({ file, endpoint: "/", metadata: {}, token: () => "", tell });
      const statuses = [401];
      sender.wait = async () => {};
      sender.send = async () => { throw { status: statuses.shift() ?? 403, answer: { code: "not_allowed" } }; };
      await sender.run();
      answers(told);
    """)
    assert told == ["signed-out", "failed"]


def test_no_name_of_a_file_is_in_an_address():
    asked = answer_of("""
      const file = { name: "张三家访.mp4", size: 9, lastModified: 5, type: "video/mp4" };
      const sender = new Sender({ file, endpoint: "/api/uploads/", metadata: {}, token: () => "", tell: () => {} });
      const asked = [];
      sender.send = async (method, address) => {
        asked.push(address);
        return { body: { uploads: [] }, header: () => "/x" };
      };
      await sender.find();
      answers(asked[0]);
    """)
    assert re.fullmatch(r"/api/uploads/\?fingerprint=[0-9a-f]{16}", asked)


def test_a_file_is_known_again_and_no_other_taken_for_it():
    same, others = answer_of("""
      const file = { name: "a.mp4", size: 9, lastModified: 5, type: "video/mp4" };
      const changes = [{ name: "b.mp4" }, { size: 8 }, { lastModified: 6 }, { type: "" }];
      const known = (change) => fingerprint({ ...file, ...change }) === fingerprint(file);
      answers([known({}), changes.map(known)]);
    """)
    assert same
    assert others == [False] * 4
