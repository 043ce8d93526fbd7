"""The building blocks of a lesson: steps, and the questions of its picture quiz."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from courses.pictures import picture_choices


class PictureBlock(blocks.ChoiceBlock):
    """One of the drawn pictures."""

    choices = staticmethod(picture_choices)

    def to_python(self, value: str) -> str:
        """As stored: the list of all pictures is gone through when one is chosen, not whenever one is shown."""
        return value

    class Meta:
        icon = "image"


class StepBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("In a few words"), max_length=40)
    text = blocks.TextBlock(label=_("In full"))
    pictures = blocks.ListBlock(PictureBlock(label=_("Picture")), label=_("Pictures"), max_num=3, default=[])
    photo = ImageChooserBlock(label=_("Photo of your own"), required=False)

    class Meta:
        icon = "list-ol"
        label = _("Step")


class OptionBlock(blocks.StructBlock):
    picture = PictureBlock(label=_("Picture"), required=False)
    label = blocks.CharBlock(label=_("Answer"), max_length=40)
    correct = blocks.BooleanBlock(label=_("This one is right"), required=False)


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=100)
    options = blocks.ListBlock(OptionBlock(), label=_("Answers"), min_num=2, max_num=4)
    explain = blocks.CharBlock(label=_("Why"), max_length=200, required=False)

    class Meta:
        icon = "help"
        label = _("Question")

    def clean(self, value: Any) -> Any:
        """A question without a right answer could never be passed."""
        cleaned = super().clean(value)
        if not any(option["correct"] for option in cleaned["options"]):
            raise blocks.StructBlockValidationError(
                block_errors={"options": ValidationError(_("Mark the answer that is right."))}
            )
        return cleaned
