"""Every deed that is written down, with the sentence that tells of it.

`{who}` is the person who did it, `{what}` the thing, `{name}` another person whom the event names.
A deed that is not here is told with its own name."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    # --- taking in ----------------------------------------------------------------------------
    "taken_in": _("{who} took in {what}."),
    "began_accession": _("{who} began to bring in files: {what}."),
    "finished_accession": _("{who} brought in {what}."),
    "undid": _("{who} took back {what}."),
    "took_back_undoing": _("{who} brought {what} back."),
    "demo_taken_in": _("{who} took in the demo collection {what}."),
    # --- describing -----------------------------------------------------------------------------
    "created": _("{who} made {what}."),
    "described": _("{who} described {what}."),
    "changed": _("{who} changed {what}."),
    "deleted": _("{who} deleted {what}."),
    "moved": _("{who} moved {what} elsewhere."),
    "published": _("{who} published {what}."),
    "drafted": _("{who} made {what} a draft again."),
    "withdrew": _("{who} withdrew {what}."),
    "withdrawn": _("{who} withdrew {what}."),
    "embargoed": _("{who} put an embargo on {what}."),
    "trashed": _("{who} put {what} into the trash."),
    "restored": _("{who} took {what} out of the trash."),
    "purged": _("{who} removed {what} for good."),
    # --- pages ----------------------------------------------------------------------------------
    "arranged": _("{who} put pages of {what} into another order."),
    "inserted": _("{who} put pages into {what}."),
    "removed_pages": _("{who} took pages out of {what}."),
    "split_off": _("{who} split pages off {what}."),
    "gave_pages": _("{who} gave pages of {what} to another record."),
    "took_pages": _("{who} gave {what} pages of another record."),
    "turned": _("{who} turned {what}."),
    "replaced": _("{who} gave {what} another image."),
    "corrected": _("{who} corrected {what}."),
    "restored_text": _("{who} brought an earlier text of {what} back."),
    "approved": _("{who} approved the text of {what}."),
    # --- reviewing ------------------------------------------------------------------------------
    "found_blank": _("{who} found {what} to be blank."),
    "found_illegible": _("{who} found {what} to be illegible."),
    "passed_over": _("{who} passed {what} over when reviewing."),
    "took_back_decision": _("{who} took back what they had decided about {what}."),
    "assign": _("{who} asked somebody to review {what}."),
    "unassign": _("{who} no longer left it to somebody to review {what}."),
    "weigh": _("{who} had looked anew which texts of {what} await somebody."),
    # --- work -----------------------------------------------------------------------------------
    "retried": _("{who} let halted pages of {what} try again."),
    "skipped": _("{who} let halted pages of {what} be."),
    "took_up": _("{who} took up skipped pages of {what} again."),
    "put_off": _("{who} put the pages of {what} off."),
    "went_on": _("{who} let the pages of {what} go on."),
    "read_again": _("{who} wished for {what} to be read again."),
    "wish_forgotten": _("{who} no longer wished for pages of {what} to be read again."),
    "stopped": _("{who} stopped {what}."),
    "resumed": _("{who} let {what} go on."),
    "approve": _("{who} approved the texts of {what}."),
    "reparse": _("{who} had the texts of {what} made again from their readings."),
    # --- what was handed out --------------------------------------------------------------------
    "downloaded": _("{who} downloaded {what}, which is not public."),
    # --- people and rights ----------------------------------------------------------------------
    "invited": _("{who} invited somebody to {what}."),
    "invitation_revoked": _("{who} revoked an invitation to {what}."),
    "joined": _("{who} joined {what} by an invitation."),
    "role_given": _("{who} gave {name} a role in {what}."),
    "role_taken": _("{who} took the role of {name} in {what} away."),
    "account_opened": _("{who} opened the account {what}."),
    "account_changed": _("{who} changed what {what} may do in the administration."),
    "account_closed": _("{who} closed the account {what}."),
    "account_reopened": _("{who} opened the account {what} again."),
    "admin_made": _("{who} made {what} an administrator."),
    "admin_unmade": _("{who} took the administrator’s rights from {what}."),
    "password_changed": _("{who} changed the password of {what}."),
    "password_chosen": _("{who} chose a new password for {what}."),
    "password_link_made": _("{who} made a link for a new password of {what}."),
    "sign_in_failed": _("Somebody failed to sign in as {what}."),
    "signed_out_everywhere": _("{who} signed {what} out everywhere."),
    # --- operating ------------------------------------------------------------------------------
    "backed_up": _("{who} made a backup."),
    "restored_from_backup": _("{who} restored the archive from a backup."),
    "swept_orphans": _("{who} removed files that nothing needs."),
}
#: What becomes of a record's state is a deed of its own, however it was written down.
STATES = {"published": "published", "draft": "drafted", "withdrawn": "withdrew"}
