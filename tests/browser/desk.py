"""What trainers and editors do in the CMS."""

from pathlib import Path

from playwright.sync_api import FrameLocator, Locator, expect

from tests.browser.people import Visitor, zh

# The CMS saves as one types and answers 400 as long as a required field is empty; it says so above the form.
UNFINISHED = ("the CMS saves on its own before all is filled in", r"^answer 400: .*/cms/pages/")
ENCODING_WITHIN_MS = 90_000
APPROVE = "[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])"


def begins_a_lesson(trainer: Visitor, course: str, title: str) -> None:
    """From the list of courses to the form of a new lesson."""
    trainer.goto("/cms/pages/")
    row = trainer.at("tr", has=trainer.page.get_by_role("link", name=course))
    row.locator("td.children a").click()
    trainer.at("header a[href$='/add_subpage/']").first.click()
    trainer.page.fill("[name=title]", title)


def fills_in(
    trainer: Visitor, *, goal: str, step: tuple[str, str], question: str, answers: list[tuple[str, str]]
) -> None:
    """`step`: a caption and the text; `answers`: picture and label, the right one first."""
    page = trainer.page
    page.fill("[name=goal]", goal)
    adds_block(trainer, "steps")
    page.fill("[name=steps-0-value-caption]", step[0])
    page.fill("[name=steps-0-value-text]", step[1])
    adds_block(trainer, "quiz")
    page.fill("[name=quiz-0-value-question]", question)
    for number, (picture, label) in enumerate(answers):
        name = f"quiz-0-value-options-{number}-value"
        if number:
            page.locator("section[id$=-quiz-section] [data-streamfield-list-add]").last.click()
        page.select_option(f"[name={name}-picture]", picture)
        page.fill(f"[name={name}-label]", label)
    page.check("[name=quiz-0-value-options-0-value-correct]")


def adds_block(trainer: Visitor, field: str) -> None:
    trainer.at(f"section[id$=-{field}-section] .c-sf-add-button").first.click()


def opens_the_upload(trainer: Visitor) -> Locator:
    """The dialogue that a video is chosen or uploaded in."""
    trainer.at("#id_video-chooser .unchosen button").click()
    dialogue = trainer.at(".modal-dialog")
    dialogue.get_by_role("tab", name=zh("Upload")).click()
    return dialogue


def uploads(dialogue: Locator, path: Path, title: str) -> None:
    dialogue.locator("[name$=-title]").fill(title)
    dialogue.locator("input[type=file]").set_input_files(path)
    dialogue.locator("form[enctype] button[type=submit]").click()


def sees_it_ready(trainer: Visitor) -> None:
    """Without loading the page again: a mark set on it is still there."""
    trainer.page.evaluate("window.sameDocument = true")
    expect(trainer.at("[data-encoding]")).to_contain_text(zh("The video is ready."), timeout=ENCODING_WITHIN_MS)
    assert trainer.page.evaluate("window.sameDocument") is True


def previews(trainer: Visitor) -> FrameLocator:
    """The lesson as it would be, in the panel beside the form."""
    trainer.at("[data-side-panel-toggle=preview]").click()
    return trainer.page.frame_locator("iframe#w-preview-iframe")


def submits(trainer: Visitor) -> None:
    from_more_actions(trainer, "[name=action-submit]")


def approves(editor: Visitor, title: str) -> None:
    """From the list of what waits for approval on the editor's first page."""
    editor.goto("/cms/")
    editor.page.get_by_role("link", name=title).first.click()
    from_more_actions(editor, APPROVE)


def from_more_actions(visitor: Visitor, action: str) -> None:
    """The menu beside the button for saving."""
    visitor.at("footer [data-w-dropdown-target=toggle]").click()
    with visitor.page.expect_navigation():
        visitor.at(action).click()
