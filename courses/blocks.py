"""The building blocks of a lesson: steps, and the questions of its picture quiz."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class StepBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("In a few words"), max_length=40)
    text = blocks.TextBlock(label=_("In full"))
    pictures = blocks.ListBlock(
        blocks.CharBlock(max_length=40), label=_("Pictures"), required=False, default=[]
    )

    class Meta:
        icon = "list-ol"
        label = _("Step")


class OptionBlock(blocks.StructBlock):
    picture = blocks.CharBlock(label=_("Picture"), max_length=40, required=False)
    label = blocks.CharBlock(label=_("Answer"), max_length=40)
    correct = blocks.BooleanBlock(label=_("This one is right"), required=False)


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=100)
    options = blocks.ListBlock(OptionBlock(), label=_("Answers"), min_num=2, max_num=4)
    explain = blocks.CharBlock(label=_("Why"), max_length=200, required=False)

    class Meta:
        icon = "help"
        label = _("Question")
