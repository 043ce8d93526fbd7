"""Who gets which answer at which address: the table that `test_access_matrix` walks through.

A new address needs a row here for something inside an officer's area and one for something outside it. `@lan.pk`
stands for an attribute of a thing of the test's world (`World` in the test). `login` is a redirect to the sign-in of
staff, `code` to that of villagers; a bare 302 leads on to a page of the role's own.
"""

from dataclasses import dataclass, field
from typing import Any

ROLES = ("county", "dousha", "yanjing", "helper", "trainer", "editor", "auditor", "villager", "anonymous")

YANJIN_COUNTY, YANJING, BAJIAO = "530623000000", "530623101000", "530623101202"
DOUSHA, SHIGANG, SHIMEN = "530623103000", "530623103202", "530623103201"

HOUSEHOLD_LIST = {"what": "households", "figure": "households", "form": "csv"}

# Addresses of others, by where they hang and the module behind them, and why they have no row.
EXCLUDED = [
    ("cms/", "wagtail", "Wagtail's admin asks its own permissions; so does the media library"),
    ("cms/", "django.", "Django's redirects and translations inside Wagtail's admin"),
    ("_util/", "", "Wagtail's passwords for single pages, which are not in use"),
    ("^", "wagtail.views", "Wagtail's pages are public"),
    ("accounts/", "allauth.", "the sign-in itself is open to anyone"),
]


@dataclass(frozen=True)
class Row:
    """`answers` follow the order of ROLES."""

    answers: str
    name: str
    kwargs: dict[str, Any] = field(default_factory=dict)
    method: str = "get"
    json: Any = None
    form: dict[str, str] = field(default_factory=dict)


ROWS = [
    #    county      helper      auditor
    #    |   dousha  |   trainer |   villager
    #    |   |   yanjing |   editor  |   anonymous
    Row("302 302 302 302 302 302 302 404 login", "office_home"),
    # Search, the same for everyone
    Row("200 200 200 200 200 200 200 200 200", "search"),
    # A phone without a line
    Row("200 200 200 200 200 200 200 200 200", "service_worker"),
    Row("200 200 200 200 200 200 200 200 200", "manifest"),
    Row("200 200 200 200 200 200 200 200 200", "on_this_phone"),
    Row("302 302 302 302 302 302 302 302 302", "short_link", {"lesson_id": "@lesson.pk"}),
    Row("404 404 404 404 404 404 404 404 404", "short_link", {"lesson_id": "999999"}),
    # Coverage
    Row("302 302 302 302 404 404 302 404 login", "coverage_home"),
    Row("200 404 404 404 404 404 200 404 login", "coverage", {"code": YANJIN_COUNTY}),
    Row("200 200 404 404 404 404 200 404 login", "coverage", {"code": DOUSHA}),
    Row("200 404 200 404 404 404 200 404 login", "coverage", {"code": YANJING}),
    Row("200 200 404 200 404 404 200 404 login", "coverage", {"code": SHIGANG}),
    Row("200 200 404 404 404 404 200 404 login", "coverage", {"code": SHIMEN}),
    Row("404 404 404 404 404 404 404 404 login", "coverage", {"code": "999999999999"}),
    Row("200 404 404 404 404 404 200 404 login", "coverage_map", {"code": YANJIN_COUNTY}),
    Row("200 200 404 404 404 404 200 404 login", "coverage_map", {"code": DOUSHA}),
    Row("200 200 404 200 404 404 200 404 login", "coverage_map", {"code": SHIGANG}),
    Row("200 404 404 404 404 404 200 404 login", "coverage_why", {"code": YANJIN_COUNTY}),
    Row("200 200 404 200 404 404 200 404 login", "coverage_why", {"code": SHIGANG}),
    Row("200 200 404 200 404 404 200 404 login", "coverage_obstacle", {"code": SHIGANG, "obstacle": "no_phone"}),
    Row("200 404 200 404 404 404 200 404 login", "coverage_obstacle", {"code": YANJING, "obstacle": "no_phone"}),
    Row("200 404 404 404 404 404 200 404 login", "coverage_form", {"code": YANJIN_COUNTY}),
    Row("200 200 404 200 404 404 200 404 login", "coverage_form", {"code": SHIGANG}),
    Row("200 200 404 200 404 404 200 404 login", "coverage_excel", {"code": SHIGANG}),
    Row("200 404 200 404 404 404 200 404 login", "coverage_excel", {"code": YANJING}),
    Row("200 200 404 200 404 404 200 404 login", "coverage_persons", {"code": SHIGANG}),
    Row("200 404 200 404 404 404 200 404 login", "coverage_persons", {"code": YANJING}),
    Row("302 302 404 404 404 404 404 404 login", "coverage_freeze", {"code": SHIGANG}, method="post"),
    Row("302 404 302 404 404 404 404 404 login", "coverage_freeze", {"code": YANJING}, method="post"),
    Row("200 200 404 404 404 404 200 404 login", "coverage_snapshot", {"pk": "@snapshot.pk"}),
    Row("200 404 404 404 404 404 200 404 login", "coverage_breakdown", {"code": YANJIN_COUNTY}),
    Row("200 200 404 200 404 404 200 404 login", "coverage_breakdown", {"code": SHIGANG}),
    Row("200 200 404 200 404 404 200 404 login", "breakdown_excel", {"code": SHIGANG}),
    Row("200 404 200 404 404 404 200 404 login", "breakdown_excel", {"code": YANJING}),
    Row("200 404 404 404 404 404 200 404 login", "training_statistics", {"code": YANJIN_COUNTY}),
    Row("200 200 404 200 404 404 200 404 login", "training_statistics", {"code": SHIGANG}),
    Row("200 200 404 200 404 404 200 404 login", "training_excel", {"code": SHIGANG}),
    Row("200 404 200 404 404 404 200 404 login", "training_excel", {"code": YANJING}),
    Row("302 302 404 404 404 404 404 404 login", "training_freeze", {"code": SHIGANG}, method="post"),
    Row("302 404 302 404 404 404 404 404 login", "training_freeze", {"code": YANJING}, method="post"),
    Row("200 200 404 200 404 404 200 404 login", "list_order", {"code": SHIGANG}, method="post", form=HOUSEHOLD_LIST),
    Row("200 404 200 404 404 404 200 404 login", "list_order", {"code": YANJING}, method="post", form=HOUSEHOLD_LIST),
    Row("200 200 200 200 404 404 200 404 login", "own_list", method="post", form=HOUSEHOLD_LIST),
    Row("404 200 404 404 404 404 404 404 login", "list_progress", {"token": "@dousha_list.token"}),
    Row("404 404 200 404 404 404 404 404 login", "list_progress", {"token": "@yanjing_list.token"}),
    Row("404 404 404 404 404 404 404 404 login", "list_file", {"token": "@dousha_list.token"}),
    Row("200 200 200 200 404 404 200 404 login", "own_breakdown"),
    Row("200 200 200 200 404 404 200 404 login", "own_breakdown_excel"),
    Row("404 404 404 404 404 404 404 404 login", "training_persons", {"code": YANJIN_COUNTY}),
    Row("200 200 404 404 404 404 200 404 login", "training_persons", {"code": DOUSHA}),
    Row("200 200 404 200 404 404 200 404 login", "training_persons", {"code": SHIGANG}),
    Row("200 200 200 200 404 404 200 404 login", "own_training_persons"),
    Row("302 404 404 404 404 404 404 404 login", "coverage_target", {"code": YANJIN_COUNTY}, method="post"),
    Row("404 302 404 404 404 404 404 404 login", "coverage_target", {"code": DOUSHA}, method="post"),
    Row("200 404 404 404 404 404 200 404 login", "coverage_households", {"code": YANJIN_COUNTY}),
    Row("200 200 404 404 404 404 200 404 login", "coverage_households", {"code": DOUSHA}),
    Row("200 404 200 404 404 404 200 404 login", "coverage_households", {"code": YANJING}),
    Row("200 200 404 200 404 404 200 404 login", "coverage_households", {"code": SHIGANG}),
    Row("200 404 200 404 404 404 200 404 login", "coverage_households", {"code": BAJIAO}),
    Row("200 200 200 200 404 404 200 404 login", "own_households"),
    # Files of households and persons
    Row("200 200 404 200 404 404 200 404 login", "household_page", {"pk": "@lan_home.pk"}),
    Row("200 404 200 404 404 404 200 404 login", "household_page", {"pk": "@gui_home.pk"}),
    Row("200 200 404 200 404 404 200 404 login", "person_file", {"pk": "@lan.pk"}),
    Row("200 404 200 404 404 404 200 404 login", "person_file", {"pk": "@gui.pk"}),
    Row("200 200 404 200 404 404 200 404 login", "person_register", {"pk": "@lan.pk"}),
    Row("200 404 200 404 404 404 200 404 login", "person_register", {"pk": "@gui.pk"}),
    Row("200 200 404 200 404 404 200 404 login", "household_register", {"pk": "@lan_home.pk"}),
    Row("200 404 200 404 404 404 200 404 login", "household_register", {"pk": "@gui_home.pk"}),
    Row("200 200 404 200 404 404 200 404 login", "person_numbers", {"pk": "@lan.pk"}),
    Row("200 404 200 404 404 404 200 404 login", "person_numbers", {"pk": "@gui.pk"}),
    Row("200 404 404 404 404 404 200 404 login", "person_looks", {"pk": "@lan.pk"}),
    Row("200 404 404 404 404 404 200 404 login", "person_looks", {"pk": "@gui.pk"}),
    Row("302 302 404 302 404 404 404 404 login", "person_sign_out", {"pk": "@lan.pk"}, method="post"),
    Row("302 404 302 404 404 404 404 404 login", "person_sign_out", {"pk": "@gui.pk"}, method="post"),
    # What staff enter into a file; `lan_entry` and `gui_entry` are by the platform
    *[
        row
        for part in ("subsidy", "outcome", "visit", "paper")
        for row in (
            Row("200 200 404 200 404 404 404 404 login", "part_new", {"pk": "@lan.pk", "part": part}),
            Row("200 404 200 404 404 404 404 404 login", "part_new", {"pk": "@gui.pk", "part": part}),
        )
    ],
    Row("404 404 404 404 404 404 404 404 login", "part_new", {"pk": "@lan.pk", "part": "correction"}),
    Row("200 200 404 404 404 404 404 404 login", "entry_correct", {"pk": "@lan.pk", "seq": "@lan_entry.seq"}),
    Row("200 404 200 404 404 404 404 404 login", "entry_correct", {"pk": "@gui.pk", "seq": "@gui_entry.seq"}),
    Row("200 200 404 200 404 404 200 404 login", "attachment", {"pk": "@lan.pk", "sha256": "@lan_paper.sha256"}),
    Row("404 404 404 404 404 404 404 404 login", "attachment", {"pk": "@gui.pk", "sha256": "@lan_paper.sha256"}),
    Row("404 404 404 404 404 404 404 200 code", "my_attachment", {"sha256": "@lan_paper.sha256"}),
    Row("404 404 404 404 404 404 404 404 code", "my_attachment", {"sha256": "@gui_paper.sha256"}),
    # Files that are taken along
    *[
        row
        for name in ("person_pdf", "person_json")
        for row in (
            Row("200 200 404 200 404 404 200 404 login", name, {"pk": "@lan.pk"}),
            Row("200 404 200 404 404 404 200 404 login", name, {"pk": "@gui.pk"}),
        )
    ],
    Row("200 200 404 200 404 404 200 404 login", "household_pdf", {"pk": "@lan_home.pk"}),
    Row("200 404 200 404 404 404 200 404 login", "household_pdf", {"pk": "@gui_home.pk"}),
    *[
        row
        for name, more in (
            ("village_files", {}),
            ("village_list", {}),
            ("village_zip", {"form": "pdf"}),
            ("village_zip", {"form": "json"}),
        )
        for row in (
            Row("200 200 404 200 404 404 200 404 login", name, {"code": SHIGANG, **more}),
            Row("200 404 200 404 404 404 200 404 login", name, {"code": BAJIAO, **more}),
            Row("404 404 404 404 404 404 404 404 login", name, {"code": DOUSHA, **more}),
        )
    ],
    Row("200 200 404 200 404 404 200 404 login", "person_statements", {"pk": "@lan.pk"}),
    Row("200 404 200 404 404 404 200 404 login", "person_statements", {"pk": "@gui.pk"}),
    Row("200 200 404 200 404 404 200 404 login", "person_badge", {"pk": "@lan.pk", "seq": "@lan_badge.seq"}),
    Row("200 404 200 404 404 404 200 404 login", "person_badge", {"pk": "@gui.pk", "seq": "@gui_badge.seq"}),
    Row("404 404 404 404 404 404 404 200 code", "my_badge", {"seq": "@lan_badge.seq"}),
    Row("404 404 404 404 404 404 404 200 code", "my_pdf"),
    Row("404 404 404 404 404 404 404 200 code", "my_json"),
    Row("200 200 200 200 200 200 200 200 200", "file_check_form"),
    Row("404 404 404 404 404 404 404 404 404", "file_check", {"digest": "0" * 64}),
    # Records that were not taken
    Row("200 200 200 200 404 404 200 404 login", "rejected_records"),
    Row("200 200 404 200 404 404 200 404 login", "person_rejected", {"pk": "@lan.pk"}),
    Row("200 404 200 404 404 404 200 404 login", "person_rejected", {"pk": "@gui.pk"}),
    # Learning plans
    Row("200 200 200 200 404 404 200 404 login", "plan_slips"),
    Row("200 200 404 200 404 404 200 404 login", "household_plan", {"pk": "@lan_home.pk"}),
    Row("200 200 404 200 404 404 404 404 login", "household_plan", {"pk": "@lan_home.pk"}, method="post"),
    Row("200 404 200 404 404 404 200 404 login", "household_plan_print", {"pk": "@gui_home.pk"}),
    Row("302 302 404 302 404 404 404 404 login", "plan_item_change", {"pk": "@plan_item.pk"}, method="post"),
    # To-dos of the helpers, one of each household
    Row("200 200 200 200 404 404 200 404 login", "todo_list"),
    Row("200 200 200 200 404 404 404 404 login", "todo_new"),
    Row("200 200 404 200 404 404 200 404 login", "todo_page", {"pk": "@lan_todo.pk"}),
    Row("200 404 200 404 404 404 200 404 login", "todo_page", {"pk": "@gui_todo.pk"}),
    Row("200 200 404 200 404 404 404 404 login", "todo_page", {"pk": "@lan_todo.pk"}, method="post"),
    Row("302 302 404 404 404 404 404 404 login", "todo_take_back", {"pk": "@lan_todo.pk"}, method="post"),
    Row("200 200 404 200 404 404 404 404 login", "coverage_errand", {"code": SHIGANG, "obstacle": "no_phone"}),
    Row("200 404 200 404 404 404 404 404 login", "coverage_errand", {"code": YANJING, "obstacle": "no_phone"}),
    # The problem ledger, a problem of each household; `lan_problem` is to be assigned
    Row("200 200 200 200 404 404 200 404 login", "problem_list"),
    Row("200 200 200 200 404 404 200 404 login", "problem_print"),
    Row("200 200 200 200 404 404 200 404 login", "problem_excel"),
    Row("200 200 200 200 404 404 404 404 login", "problem_new"),
    Row("200 200 404 200 404 404 200 404 login", "problem_page", {"pk": "@lan_problem.pk"}),
    Row("200 404 200 404 404 404 200 404 login", "problem_page", {"pk": "@gui_problem.pk"}),
    Row("200 200 404 200 404 404 200 404 login", "problem_proof", {"pk": "@lan_problem.pk", "proof_pk": "@proof.pk"}),
    Row("404 404 404 404 404 404 404 404 login", "problem_proof", {"pk": "@gui_problem.pk", "proof_pk": "@proof.pk"}),
    *[
        Row("200 200 404 404 404 404 404 404 login", "problem_step", {"pk": "@lan_problem.pk", "step": step}, "post")
        for step in ("assign", "report", "return", "close", "reopen")
    ],
    Row("404 404 404 404 404 404 404 404 login", "problem_step", {"pk": "@lan_problem.pk", "step": "no"}, "post"),
    # Training orders: trainers see what is wished for, never by whom
    Row("200 200 200 404 200 200 200 404 login", "training_orders"),
    Row("200 200 200 404 404 404 404 404 login", "training_order_jobs"),
    Row("200 200 404 404 200 200 200 404 login", "training_order", {"pk": "@order.pk"}),
    Row("302 302 404 404 302 302 404 404 login", "training_order_take", {"pk": "@order.pk"}, method="post"),
    Row("200 200 404 404 200 200 404 404 login", "training_order_answer", {"pk": "@order.pk"}, method="post"),
    Row("200 200 404 404 200 200 404 404 login", "training_order_close", {"pk": "@order.pk"}, method="post"),
    Row("200 200 404 200 404 404 200 404 login", "wish_voice", {"pk": "@wish.pk"}),
    Row("302 302 404 404 404 404 404 404 login", "wish_heard", {"pk": "@wish.pk"}, method="post"),
    Row("302 302 302 302 302 302 302 200 code", "my_orders"),
    Row("302 302 302 302 302 302 302 200 code", "my_order"),
    Row("302 302 302 302 302 302 302 302 code", "my_wish_withdraw", {"pk": "@wish.pk"}, method="post"),
    Row("302 302 302 302 302 302 302 302 code", "my_notice_read", {"pk": "1"}, method="post"),
    # What is offered in an area, and why
    Row("200 200 200 404 404 404 200 404 login", "matching_desk"),
    Row("200 200 200 404 404 404 404 404 login", "matching_decide", {"what": "ban"}),
    Row("404 404 404 404 404 404 404 404 login", "matching_decide", {"what": "nothing"}),
    Row("302 302 404 404 404 404 404 404 login", "matching_end", {"what": "ban", "pk": "@ban.pk"}, method="post"),
    Row("200 200 404 200 404 404 200 404 login", "person_offers", {"pk": "@lan.pk"}),
    Row("200 404 200 404 404 404 200 404 login", "person_offers", {"pk": "@gui.pk"}),
    # Audit: the auditor's alone
    Row("404 404 404 404 404 404 200 404 login", "audit_home"),
    Row("404 404 404 404 404 404 200 404 login", "audit_findings", {"kind": "one_device"}),
    Row("404 404 404 404 404 404 404 404 login", "audit_findings", {"kind": "no_such"}),
    Row("404 404 404 404 404 404 200 404 login", "audit_sample"),
    Row("404 404 404 404 404 404 302 404 login", "audit_mark", method="post"),
    Row("404 404 404 404 404 404 404 404 login", "audit_problem", method="post"),
    Row("404 404 404 404 404 404 200 404 login", "audit_days"),
    Row("404 404 404 404 404 404 200 404 login", "audit_day", {"pk": "@signed_day.pk"}),
    Row("404 404 404 404 404 404 200 404 login", "audit_day_file", {"pk": "@signed_day.pk"}),
    # Register
    Row("200 200 200 404 404 404 404 404 login", "register_import"),
    Row("404 200 404 404 404 404 404 404 login", "register_import_review", {"token": "@upload.token"}),
    Row("404 302 404 404 404 404 404 404 login", "register_import_repair", {"token": "@upload.token"}, method="post"),
    Row("404 302 404 404 404 404 404 404 login", "register_import_cells", {"token": "@upload.token"}, method="post"),
    Row("404 200 404 404 404 404 404 404 login", "register_import_rows", {"token": "@upload.token"}),
    Row("404 302 404 404 404 404 404 404 login", "register_import_leaving", {"token": "@upload.token"}, method="post"),
    Row("200 200 200 404 404 404 404 404 login", "register_leaving"),
    Row("200 200 404 404 404 404 404 404 login", "register_leaving_village", {"code": SHIGANG}),
    Row("200 404 200 404 404 404 404 404 login", "register_leaving_village", {"code": BAJIAO}),
    Row("200 200 404 404 404 404 404 404 login", "household_adjust", {"pk": "@lan_home.pk"}),
    Row("200 404 200 404 404 404 404 404 login", "household_adjust", {"pk": "@gui_home.pk"}),
    Row("404 404 404 404 404 404 404 404 login", "household_adjust", {"pk": "@lan_home.pk"}, method="post"),
    # Classes: `bamboo` is for 豆沙镇 and taught by the trainer, `fowl` for 芭蕉村 by somebody else
    Row("200 200 200 404 200 404 200 404 login", "class_list"),
    Row("200 200 200 404 404 404 404 404 login", "class_new"),
    Row("200 200 404 404 200 404 200 404 login", "class_page", {"pk": "@bamboo.pk"}),
    Row("200 404 200 404 404 404 200 404 login", "class_page", {"pk": "@fowl.pk"}),
    Row("200 200 404 404 404 404 404 404 login", "class_edit", {"pk": "@bamboo.pk"}),
    Row("200 404 200 404 404 404 404 404 login", "class_edit", {"pk": "@fowl.pk"}),
    Row("200 200 404 404 404 404 404 404 login", "class_roster", {"pk": "@bamboo.pk"}),
    Row("200 404 200 404 404 404 404 404 login", "class_roster", {"pk": "@fowl.pk"}),
    Row(
        "302 302 404 404 404 404 404 404 login",
        "class_answer",
        {"pk": "@bamboo.pk", "enrolment_pk": "@lan_place.pk"},
        method="post",
        form={"state": "accepted"},
    ),
    Row(
        "302 404 302 404 404 404 404 404 login",
        "class_answer",
        {"pk": "@fowl.pk", "enrolment_pk": "@gui_place.pk"},
        method="post",
        form={"state": "accepted"},
    ),
    Row("302 302 404 302 404 404 404 404 login", "person_weixin", {"pk": "@lan.pk"}, method="post"),
    Row("302 404 302 404 404 404 404 404 login", "person_weixin", {"pk": "@gui.pk"}, method="post"),
    Row("302 302 302 302 302 302 302 302 302", "my_weixin"),
    # Household cards
    Row("200 200 200 200 404 404 200 404 login", "cards_home"),
    Row("200 200 404 200 404 404 200 404 login", "cards_village", {"code": SHIGANG}),
    Row("200 404 200 404 404 404 200 404 login", "cards_village", {"code": BAJIAO}),
    Row("302 302 302 302 404 404 404 404 login", "cards_print", method="post"),
    Row("200 200 404 200 404 404 200 404 login", "household_card", {"pk": "@lan_home.pk"}),
    Row("200 404 200 404 404 404 200 404 login", "household_card", {"pk": "@gui_home.pk"}),
    Row("302 302 404 302 404 404 404 404 login", "household_card_revoke", {"pk": "@lan_home.pk"}, method="post"),
    Row("302 404 302 404 404 404 404 404 login", "household_card_revoke", {"pk": "@gui_home.pk"}, method="post"),
    Row("200 200 404 200 404 404 404 404 login", "person_pictures_reset", {"pk": "@lan.pk"}, method="post"),
    Row("200 404 200 404 404 404 404 404 login", "person_pictures_reset", {"pk": "@gui.pk"}, method="post"),
    Row("302 302 404 302 404 404 404 404 login", "person_pictures_unlock", {"pk": "@lan.pk"}, method="post"),
    Row("302 404 302 404 404 404 404 404 login", "person_pictures_unlock", {"pk": "@gui.pk"}, method="post"),
    # The family picker is open to whoever holds a card; nobody is on it without one
    Row("404 404 404 404 404 404 404 404 404", "card", {"token": "A" * 22}),
    Row("200 200 200 200 200 200 200 200 200", "my_family"),
    Row("302 302 302 302 302 302 302 302 302", "my_family_prove", {"who": "0" * 16}),
    Row("200 200 404 404 200 404 404 404 login", "class_signing", {"pk": "@bamboo.pk"}),
    Row("200 404 200 404 404 404 404 404 login", "class_signing", {"pk": "@fowl.pk"}),
    Row("200 200 404 404 200 404 404 404 login", "class_worker", {"pk": "@bamboo.pk"}),
    Row("200 404 200 404 404 404 404 404 login", "class_worker", {"pk": "@fowl.pk"}),
    Row("200 200 404 404 200 404 404 404 login", "class_card", {"pk": "@bamboo.pk"}, method="post"),
    Row("200 404 200 404 404 404 404 404 login", "class_card", {"pk": "@fowl.pk"}, method="post"),
    Row("200 200 404 404 200 404 200 404 login", "class_sign_in_list", {"pk": "@bamboo.pk"}),
    Row("200 404 200 404 404 404 200 404 login", "class_sign_in_list", {"pk": "@fowl.pk"}),
    Row(
        "302 302 404 404 302 404 404 404 login",
        "class_sign_in_withdraw",
        {"pk": "@bamboo.pk", "sign_in_pk": "@sign_in.pk"},
        method="post",
    ),
    Row(
        "404 404 404 404 404 404 404 404 login",
        "class_sign_in_withdraw",
        {"pk": "@fowl.pk", "sign_in_pk": "@sign_in.pk"},
        method="post",
    ),
    Row("302 302 404 404 302 404 404 404 login", "class_exam", {"pk": "@bamboo.pk"}, method="post"),
    Row("302 404 302 404 404 404 404 404 login", "class_exam", {"pk": "@fowl.pk"}, method="post"),
    Row("302 302 404 404 404 404 404 404 login", "class_close", {"pk": "@bamboo.pk"}, method="post"),
    Row("302 404 302 404 404 404 404 404 login", "class_close", {"pk": "@fowl.pk"}, method="post"),
    Row(
        "200 200 404 404 200 404 200 404 login",
        "certificate_pdf",
        {"pk": "@bamboo.pk", "certificate_pk": "@certificate.pk"},
    ),
    Row(
        "404 404 404 404 404 404 404 404 login",
        "certificate_pdf",
        {"pk": "@fowl.pk", "certificate_pk": "@certificate.pk"},
    ),
    Row(
        "302 302 404 404 404 404 404 404 login",
        "certificate_revoke",
        {"pk": "@bamboo.pk", "certificate_pk": "@certificate.pk"},
        method="post",
    ),
    # Whoever has a serial may check it
    Row("200 200 200 200 200 200 200 200 200", "certificate_search"),
    Row("200 200 200 200 200 200 200 200 200", "certificate_check", {"serial": "@certificate.serial"}),
    Row("404 404 404 404 404 404 404 404 404", "certificate_check", {"serial": "530623-2026-222222222222"}),
    Row("200 200 404 404 200 404 404 404 login", "class_sheet", {"pk": "@bamboo.pk"}),
    Row("200 404 200 404 404 404 404 404 login", "class_sheet", {"pk": "@fowl.pk"}),
    Row("200 200 404 404 200 404 404 404 login", "class_sheets", {"pk": "@bamboo.pk"}),
    Row("200 404 200 404 404 404 404 404 login", "class_sheets", {"pk": "@fowl.pk"}),
    Row(
        "200 200 404 404 200 404 404 404 login",
        "class_sheet_photo",
        {"pk": "@bamboo.pk", "photo_pk": "@sheet_photo.pk"},
    ),
    Row(
        "404 404 404 404 404 404 404 404 login", "class_sheet_photo", {"pk": "@fowl.pk", "photo_pk": "@sheet_photo.pk"}
    ),
    Row(
        "200 200 404 404 200 404 404 404 login",
        "class_sheet_picture",
        {"pk": "@bamboo.pk", "photo_pk": "@sheet_photo.pk"},
    ),
    Row(
        "404 404 404 404 404 404 404 404 login",
        "class_sheet_picture",
        {"pk": "@fowl.pk", "photo_pk": "@sheet_photo.pk"},
    ),
    # The villager's own pages
    Row("302 302 302 302 302 302 302 200 code", "class_code"),
    Row("200 200 200 200 200 200 200 200 200", "class_code_worker"),
    Row("302 302 302 302 302 302 302 200 code", "my_start"),
    Row("302 302 302 302 302 302 302 200 code", "my_file"),
    Row("302 302 302 302 302 302 302 200 code", "my_records"),
    Row("302 302 302 302 302 302 302 200 code", "my_looks"),
    Row("302 302 302 302 302 302 302 200 code", "my_searches"),
    Row("302 302 302 302 302 302 302 302 code", "my_searches", method="post"),
    # The phone
    Row("200 200 200 200 200 200 200 200 401", "api-1:searches", method="post", json={"version": 1, "items": []}),
    Row("200 200 200 200 200 200 200 200 401", "api-1:sync", method="post", json={"version": 1, "items": []}),
    Row("200 200 200 200 200 200 200 200 401", "api-1:class_sign_ins", method="post", json={"version": 1, "items": []}),
    Row("200 200 200 200 200 200 200 200 200", "api-1:my_lesson", {"lesson_id": "@lesson.pk"}),
    Row("200 200 200 200 200 200 200 200 200", "api-1:my_course", {"course_id": "@course.pk"}),
    Row("200 200 200 200 200 200 200 200 200", "api-1:openapi-json"),
    Row("404 404 404 404 404 404 404 404 404", "api-1:api-root"),
    Row("404 404 404 404 404 404 404 404 404", "api_unknown"),
    # Files: what a lesson is made of is public, the original is for those who edit it
    Row("200 200 200 200 200 200 200 200 200", "media_file", {"name": "packages/p/poster.jpg"}),
    Row("200 404 404 404 200 200 404 404 404", "media_file", {"name": "@video.file.name"}),
    Row("200 login login login 200 200 login login login", "media_queue"),
    Row("200 login login login 200 200 login login login", "media_encoding", {"video_id": "@video.pk"}),
    Row(
        "302 login login login 302 302 login login login",
        "media_encoding_retry",
        {"video_id": "@video.pk"},
        method="post",
    ),
    Row(
        "302 login login login 302 302 login login login",
        "media_encoding_cancel",
        {"video_id": "@video.pk"},
        method="post",
    ),
    Row(
        "302 login login login 302 302 login login login",
        "media_encoding_back",
        {"video_id": "@video.pk"},
        method="post",
    ),
    Row("200 login login login 200 200 login login login", "media_edit", {"media_id": "@video.pk"}),
    Row("200 login login login 200 200 login login login", "media_delete", {"media_id": "@video.pk"}),
    Row("200 login login login 200 200 login login login", "media_captions_import", {"video_id": "@video.pk"}),
    Row(
        "200 login login login 200 200 login login login",
        "media_captions",
        {"video_id": "@video.pk", "language": "zh-Hans"},
    ),
    Row(
        "404 login login login 404 404 login login login",
        "media_captions_remove",
        {"video_id": "@video.pk", "language": "zh-Hans"},
    ),
    # Captions are as public as the lesson, under the hash of what they say
    Row("404 404 404 404 404 404 404 404 404", "caption_file", {"caption_id": "1", "digest": "0"}),
    # Resumable uploads: each is its user's; 405 because `get` is no method of tus
    Row("200 403 403 403 200 200 403 403 401", "uploads"),
    Row("404 403 403 403 405 404 403 403 401", "upload", {"token": "@sending.token"}),
    Row("404 403 403 403 200 404 403 403 401", "upload_state", {"token": "@sending.token"}),
    # Accounts
    Row("302 302 302 302 302 302 302 302 302", "choose_language", {"code": "en"}),
    Row("404 404 404 404 404 404 404 404 404", "choose_language", {"code": "xx"}),
    Row("302 302 302 302 302 302 302 302 302", "account_signup"),
]
