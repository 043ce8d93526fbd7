"""The page's own script: what it tells, and what it asks the server."""

import json
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
      const sender = new Sender({ file: { name: "a.mp4", size: 9 }, endpoint: "/", metadata: {}, token: () => "", tell });
      const statuses = [401];
      sender.wait = async () => {};
      sender.send = async () => { throw { status: statuses.shift() ?? 403, answer: { code: "not_allowed" } }; };
      await sender.run();
      answers(told);
    """)
    assert told == ["signed-out", "failed"]
