"""What the uploading page says while files travel, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """{…} are filled in by the page."""
    return {
        "one": _("1 file, {size}"),
        "many": _("{n} files, {size}"),
        "start": _("Upload {files}"),
        "ready": _("ready"),
        "waits": _("waiting its turn"),
        "arriving": _("{percent} %"),
        "come": _("has come; being looked at"),
        "rest": _("has come; waiting for the rest of its pages"),
        "paused": _("paused"),
        "offline": _("the connection broke; goes on by itself"),
        "cancelled": _("cancelled"),
        "unknown": _(
            "The archive does not know this upload any more. Were you signed out? Sign in and begin again."
        ),
        "failed": _("The archive did not take this file: {why}"),
        "empty": _("an empty file"),
        "unread": _("the browser may not read it; it is not uploaded"),
        "signed_out": _(
            "You were signed out. What has come is kept: sign in again in another window, come back to this one, "
            "and it goes on."
        ),
        "large": _("larger than the {most} MB that are allowed"),
        "sheet": _("metadata sheet"),
        "sheet_kept": _("looked at when the files are here"),
        "sheet_look": _("See what it changes"),
        "sheet_twice": _("only one metadata sheet at a time; this one was left out"),
        "progress": _("{done} of {all} · {speed}/s · {left}"),
        "begun": _("{done} of {all}"),
        "seconds": _("{n} s left"),
        "minutes": _("{n} min left"),
        "hours": _("{n} h left"),
        "all_come": _("Everything has come. {n} still being looked at."),
        "done": _("Done: {what}."),
        "done_taken": _("{n} taken in"),
        "done_already": _("{n} here already"),
        "done_skipped": _("{n} left out"),
        "done_refused": _("{n} refused"),
        "lost": _("The connection broke. What has come is kept; it goes on by itself."),
        "pause": _("Pause"),
        "resume": _("Go on"),
        "remove": _("Take off the list"),
        "cancel": _("Cancel"),
        "keep": _("Take it in all the same"),
        "same": _("the same bytes as {title}"),
        "not_begun": _("The upload could not be begun. Is the connection there? Try again."),
        "choose": _("Choose at least one file."),
    }
