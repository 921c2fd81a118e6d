"""What the editor's script says to people."""

from __future__ import annotations

from django.utils.translation import gettext as _

from archive.blocks import Kind


def kinds() -> dict[str, str]:
    said = {
        Kind.TITLE: _("Title"),
        Kind.HEADING: _("Heading"),
        Kind.TEXT: _("Text"),
        Kind.LIST: _("List"),
        Kind.TABLE: _("Table"),
        Kind.FIGURE: _("Figure"),
        Kind.CAPTION: _("Caption"),
        Kind.HEADER: _("Header"),
        Kind.FOOTER: _("Footer"),
        Kind.PAGE_NUMBER: _("Page number"),
        Kind.MARGINAL: _("Marginal note"),
        Kind.FORMULA: _("Formula"),
        Kind.HANDWRITING: _("Handwriting"),
    }
    return {str(kind): said[kind] for kind in Kind}


def words() -> dict[str, object]:
    return {
        "kinds": kinds(),
        "block": _("%(kind)s, block %(number)s of %(last)s"),
        "line": _("Line %(number)s"),
        "cell": _("Row %(number)s, column %(column)s"),
        "glass": _("The line on the page, magnified"),
        "unchanged": _("Nothing is changed."),
        "writing": _("Not saved yet."),
        "keptHere": _("Not saved yet. Kept in this browser."),
        "kept": _("Not saved yet. The draft is kept in the archive."),
        "offline": _("The archive cannot be reached just now. What you write is kept in this browser."),
        "signedOut": _("You are signed out. What you write is kept in this browser:"),
        "signIn": _("sign in in another window and go on here."),
        "closed": _("You may not edit this page any more. What you write is kept in this browser."),
        "unkept": _("Neither the archive nor this browser can keep a draft just now. Save before you leave."),
        "saving": _("Saving …"),
        "saved": _("Saved as version %(number)s."),
        "same": _("Nothing was different, nothing was saved."),
        "undone": _("Undone."),
        "redone": _("Done again."),
        "nothing": _("There is nothing more to undo."),
        "nothingAgain": _("There is nothing to do again."),
        "cannot": _("That cannot be done here."),
        "again": _("This line holds words. Press once more to delete it."),
        "againBlock": _("This block holds words. Press once more to delete it."),
        "deleted": _("Deleted. Undo brings it back."),
        "split": _("Split."),
        "joined": _("Joined."),
        "moved": _("Moved."),
        "added": _("Added."),
        "draw": _("Draw a frame on the image, or move it with the arrow keys; Enter takes it, Escape does not."),
        "drawn": _("The frame is kept."),
        "undrawn": _("The frame stays as it was."),
        "doubts": _("No word is in doubt any more."),
        "foundAt": _("%(number)s of %(last)s"),
        "foundNone": _("Nothing found"),
        "offered": _("Another reading:"),
        "picked": _("Taken over."),
        "second": _("Saved as version %(number)s. This collection wants a second person to approve it."),
        "mergedWith": _("%(name)s saved version %(number)s meanwhile. What both of you wrote is put together."),
        "mergedAgain": _("What you wrote is put together with version %(number)s."),
        "choose": _("Where both changed the same words, choose. Then look it over and save."),
        "noClash": _("Nowhere did both change the same words. Look it over and save."),
        "clash": _("Choice %(number)s"),
        "before": _("Before:"),
        "mine": _("Yours"),
        "theirs": _("Theirs"),
        "both": _("Both"),
        "goneLine": _("(no line)"),
        "approved": _("Saved as version %(number)s and approved."),
        "changed": _("Changed."),
        "taken": _("This is your draft. Save it when it is right."),
        "againColumn": _("This column holds words. Press once more to delete it."),
        "draft": _("You wrote something here on %(when)s and did not save it."),
        "draftOld": _(
            "You wrote something here on %(when)s and did not save it. It was begun from version %(base)s; "
            "version %(number)s stands here by now."
        ),
        "merged": _("Merged. Look it over and save."),
    }
