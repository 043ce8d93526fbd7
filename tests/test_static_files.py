import gzip

import pytest
from django.conf import settings
from rjsmin import jsmin

from eduplatform.static_files import JoinedStaticFilesStorage, join_modules

MODULES = {
    "page.js": 'import { a, b } from "./one.js";\nimport { c } from "./two-three.js";\nconsole.log(a(), b, c);\n',
    "one.js": 'import { c } from "./two-three.js";\nexport const b = new c().say();\nexport async function a() {\n}\n',
    "two-three.js": "let n = 0;\nexport class c {\n  say() { n += 1; return n; }\n}\n",
}


def test_a_script_carries_all_that_it_imports_once():
    joined = join_modules("page.js", MODULES.__getitem__)
    assert "import " not in joined
    assert "export " not in joined
    assert joined.count("class c") == 1


def test_what_is_imported_comes_before_what_imports_it():
    joined = join_modules("page.js", MODULES.__getitem__)
    assert joined.index("class c") < joined.index("function a") < joined.index("console.log")


def test_names_of_different_modules_do_not_meet():
    modules = {
        "page.js": 'import { a } from "./one.js";\nconst n = 1;\nconsole.log(n, a);\n',
        "one.js": "const n = 2;\nexport const a = n;\n",
    }
    joined = join_modules("page.js", modules.__getitem__)
    assert joined.index("(() => {") < joined.index("const n = 2") < joined.index("})()") < joined.index("const n = 1")


def test_modules_that_import_each_other_are_refused():
    modules = {"a.js": 'import { b } from "./b.js";\n', "b.js": 'import { a } from "./a.js";\n'}
    with pytest.raises(ValueError, match="import each other"):
        join_modules("a.js", modules.__getitem__)


@pytest.fixture
def served(tmp_path):
    """`served(modules)`: the text of page.js as it is served, and its name."""
    storage = JoinedStaticFilesStorage(location=tmp_path, base_url="/static/")
    (tmp_path / "js").mkdir()

    def collect(modules: dict[str, str]) -> tuple[str, str]:
        for name, text in modules.items():
            (tmp_path / "js" / name).write_text(text)
        list(storage.post_process({f"js/{name}": (storage, f"js/{name}") for name in modules}))
        name = storage.stored_name("js/page.js")
        return (tmp_path / name).read_text(), name

    return collect


def test_the_name_of_a_served_script_changes_with_what_it_imports(served):
    text, name = served(MODULES)
    assert "class c" in text
    assert served({**MODULES, "two-three.js": MODULES["two-three.js"] + "c.more = 1;\n"})[1] != name


def test_a_poor_line_carries_no_comments(served):
    page = "// Why it is so.\nconst at = `//${location.host}/a  b`; /* a word */\nif (/[/*]/.test(at)) alert(1);\n"
    text, _ = served({"page.js": page})
    assert "Why" not in text
    assert "word" not in text
    assert "`//${location.host}/a  b`" in text
    assert "/[/*]/" in text


def test_the_player_is_small():
    """What hls.js light would be is sixteen seconds of a poor line."""
    source = settings.STATICFILES_DIRS[0] / "js" / "player.js"
    assert len(gzip.compress(jsmin(source.read_bytes()))) <= 3000


def test_our_own_scripts_can_be_joined():
    folder = settings.STATICFILES_DIRS[0] / "js"
    for path in folder.glob("*.js"):
        joined = join_modules(path.name, lambda name: (folder / name).read_text())
        assert "import " not in joined
