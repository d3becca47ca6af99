//! All commands, one a line.
//!
//! **Invariant:** adding a command is one line here and its function; every other place derives from it.

use super::registry::{Scope, Spec};

/// The declarations of all commands, in the order of the table.
pub fn table() -> impl Iterator<Item = &'static Spec> {
    Command::ALL.iter().map(|command| command.spec())
}

macro_rules! commands {
    ($($command:ident $id:literal, $title:literal, $hint:literal, [$($key:literal),*], $scope:ident, $worth:literal, $doc:literal;)+) => {
        /// A thing the user can invoke.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Command { $(#[doc = $doc] $command),+ }

        impl Command {
            /// All commands, in the order of the table.
            pub const ALL: &'static [Command] = &[$(Command::$command),+];

            /// Its declaration.
            #[must_use]
            pub fn spec(self) -> &'static Spec {
                match self {
                    $(Command::$command => {
                        static SPEC: Spec = Spec {
                            command: Command::$command, id: $id, title: $title, hint: $hint, keys: &[$($key),*],
                            scope: Scope::$scope, worth: $worth, doc: $doc,
                        };
                        &SPEC
                    })+
                }
            }
        }
    };
}

#[rustfmt::skip]
commands! {
    Finish "done", "Done, or agreed", "done", ["x"], Record, 100, "Done, achieved, agreed or taught: what the row waits for.";
    Log "log", "Log a contact", "log", ["i"], Record, 95, "Opens the contact log for this row's client.";
    Note "note", "Quick note", "", ["n"], Record, 0, "Keeps one line of text with this row's client.";
    Open "open", "Open", "open", ["Enter", "l", "Right"], List, 85, "Opens the row in full.";
    Add "add", "Add", "add", ["a"], List, 55, "Adds one of this tab's kind, for the client of the row.";
    Edit "edit", "Edit", "edit", ["e"], Record, 50, "Opens the record of this row as a form.";
    EditOutside "edit-outside", "Edit in your editor", "", ["E"], Record, 0, "Sends a long text of this record to your editor.";

    SnoozeToday "snooze-later", "Hide until later today", "later today", ["s t"], Record, 0, "Moves the row to the end of today's list; its due date stays.";
    SnoozeTomorrow "snooze-tomorrow", "Hide until tomorrow", "tomorrow", ["s d"], Record, 0, "Hides the row until tomorrow; its due date stays.";
    SnoozeWeek "snooze-week", "Hide for a week", "a week", ["s w"], Record, 0, "Hides the row until Monday of next week; its due date stays.";
    SnoozeMonth "snooze-month", "Hide for a month", "a month", ["s m"], Record, 0, "Hides the row for a month; its due date stays.";
    SnoozeQuarter "snooze-quarter", "Hide for three months", "a quarter", ["s q"], Record, 0, "Hides the row for three months; its due date stays.";
    SnoozeUntil "snooze-until", "Hide until a day", "until a day you type", ["s u"], Record, 0, "Hides the row until a day you type; its due date stays.";
    Reschedule "reschedule", "Move the due date", "reschedule", ["r"], Record, 75, "Changes the due date; the third move asks which way.";
    Waiting "waiting", "Waiting on somebody", "waiting", ["w"], Record, 70, "Says on whom it waits and when to ask again.";
    Skip "skip", "Skip this occurrence", "", ["S"], Record, 0, "Skips this one of a series, with a reason.";
    Stakes "stakes", "Set the stakes", "", ["p"], Record, 0, "Sets high, normal or low stakes.";
    Tags "tags", "Tags", "", ["t"], Record, 0, "Adds or removes tags.";
    Drop "drop", "Drop, with a reason", "", ["X"], Record, 0, "Drops a task or declines a promise; the reason is kept.";
    MoveDown "place-down", "Move the row down", "", ["J"], Record, 0, "Places the row lower: in today's order, or on its agenda.";
    MoveUp "place-up", "Move the row up", "", ["K"], Record, 0, "Places the row higher: in today's order, or on its agenda.";

    AgreementRaise "raise", "Raise at the next meeting", "at the next meeting", ["c n"], Record, 0, "Puts what is due on the agenda of the next meeting.";
    AgreementReaffirm "reaffirm", "Still right, agreed again", "still right, with them", ["c c"], Record, 0, "Agreed again with them, or a rule accepted: who, when, how.";
    AgreementChange "change", "Changed, a new version", "changed", ["c e"], Record, 0, "Makes a new version; the old one stays readable.";
    Reexamine "reexamine", "Re-examine, one by one", "one by one, with them", ["c g"], Record, 0, "Every agreement with them: right, changed, later, retired.";
    AgreementDefer "defer", "Look at it later", "later", ["c r"], Record, 0, "Defers it, with a reason and a date; at most twice in a row.";
    DecideDo "decide-do", "Decide: do it", "do it", ["d d"], Record, 0, "Takes the request on; the reason is kept.";
    DecideSchedule "decide-schedule", "Decide: schedule it", "schedule", ["d s"], Record, 0, "Takes the request on for a day.";
    DecideBackBurner "decide-back-burner", "Decide: back burner", "back burner", ["d b"], Record, 0, "Lets the request rest until a day.";
    DecideDecline "decide-decline", "Decide: decline", "decline", ["d n"], Record, 0, "Declines the request; the reason is kept.";
    DecideBeyond "decide-out-of-scope", "Decide: out of scope", "out of scope", ["d o"], Record, 0, "A rule puts it out: exception, other terms, or a kind no.";
    DecideTold "decide-told", "Decide: they know now", "they know now", ["d t"], Record, 0, "Notes that they were told what was decided.";
    DecideSheet "decide-sheet", "Decide: scope, done when", "scope, done when", ["d w"], Record, 0, "Opens its sheet at what finished means and which rule.";

    Propose "propose", "Propose it", "proposed", [", p"], Record, 0, "Notes that this agreement was proposed to them.";
    Reading "reading", "Record a reading", "reading", [", v"], Record, 0, "Records a value of this agreement's measure.";
    Judge "judge", "Say how it stands", "how it stands", [", j"], Record, 0, "Says whether an agreement is kept, or how a meeting stands.";
    Conflict "conflict", "Mark two goals as in conflict", "conflict of goals", [", c"], Record, 0, "Marks a goal that pulls against another of theirs, or settles it.";
    State "state", "Say where it is stated", "stated in", [", s"], Record, 0, "Names the document that states this agreement.";
    Evidence "evidence", "Attach what shows it", "what shows it", [", a"], Record, 0, "Keeps a file that shows what was agreed: a scan, a letter.";
    Contradict "contradict", "Keep what they said against it", "heard against it", [", h"], Record, 0, "Keeps what they said against this expectation since it was agreed.";
    Exception "exception", "Record an exception", "exception", [", x"], Record, 0, "Records an exception to a rule, until when and why.";
    Breach "breach", "Record a breach", "breach", [", b"], Record, 0, "Records that a rule was broken, by whom.";
    Teach "teach", "Record that a rule was taught", "taught", [", l"], Record, 0, "Records who was taught and who understood.";
    Yardstick "yardstick", "Record a yardstick talk", "yardstick talk", [", y"], Record, 0, "Records what they compared with and what was said.";
    LifeEvent "life-event", "Record a life event", "life event", [", e"], Record, 0, "Records a birth, death, divorce, retirement, sale or illness.";
    Decide "decision", "Record a decision", "decision", [", d"], Record, 0, "Records what was decided or advised, why, and when to check it.";
    WhomToCall "role", "Whom they call, for what", "whom to call", [", r"], Record, 0, "Adds a line to this client's role card.";
    Left "left", "They left: called no more", "called no more", [", n"], Record, 0, "Ends on every role card who left, and lists whom to tell.";
    PlanTeaching "plan-teaching", "Plan the teaching of rules", "plan the teaching", [", t"], Record, 0, "Plans by when this client is taught which rule, over 100 days.";
    Small "small", "Small thing, in one go", "small, in one go", [", g"], Record, 0, "Puts it into the batch of small things, or takes it out.";
    Reopen "reopen", "Open it again", "open again", [", o"], Record, 0, "Opens again what is done, dropped, waits or rests.";
    WentWrong "went-wrong", "Say what went wrong", "went wrong", [", w"], Record, 0, "Keeps what went wrong with it in the log of errors.";
    Pause "pause", "Pause", "pause", [", z"], Record, 0, "From a day to a day nothing falls due but what was promised.";
    Merge "merge", "Merge with another", "merge", [", m"], Record, 0, "Merges this client with another, or two marked ones.";

    Brief "brief", "Brief", "brief", ["b"], Record, 40, "One page to read before a call or meeting.";
    Letter "letter", "Letter from a template", "", ["m"], Record, 0, "Makes a letter, charter or card from a template; shown first.";
    TheyAsked "they-asked", "They asked ...", "they asked", ["Q"], Record, 38, "What to say when they compare with an index, and keeps it.";
    CopyPhone "copy-phone", "Copy the telephone number", "phone", ["y p"], Record, 0, "Copies the first telephone number.";
    CopyEmail "copy-email", "Copy the e-mail address", "e-mail", ["y e"], Record, 0, "Copies the first e-mail address.";
    CopyAddress "copy-address", "Copy the postal address", "address", ["y a"], Record, 0, "Copies the postal address.";
    CopyPage "copy-page", "Copy the page", "page", ["y d"], Record, 0, "Copies the detail of the row, or the page, as text.";
    CopyRow "copy-row", "Copy the row", "row", ["y y"], Record, 0, "Copies the row as text.";
    Repeat "repeat", "The last act again", "", ["."], Record, 0, "Does the last act again on this row.";
    End "end", "End, or retire", "", ["A"], Record, 0, "Ends the relationship or retires the agreement; asks the reason.";
    Delete "delete", "Delete a mistake", "", ["D"], Record, 0, "Deletes what should never have been entered; u brings it back.";
    GoClient "go-client", "Go to this client", "client", ["g c"], Record, 0, "Opens the client of this row.";
    GoGoals "go-goals", "Go to their goals", "goals", ["g o"], Record, 0, "Shows this client's goals.";
    GoExpectations "go-expectations", "Go to their expectations", "expectations", ["g x"], Record, 0, "Shows this client's expectations.";
    GoRules "go-rules", "Go to their rules", "rules", ["g r"], Record, 0, "Shows the rules as they stand with this client.";
    GoFollowUps "go-follow-ups", "Go to their follow-ups", "follow-ups", ["g f"], Record, 0, "Shows this client's follow-ups.";
    GoTimeline "go-timeline", "Go to their timeline", "timeline", ["g t"], Record, 0, "Shows what happened with this client.";

    GoYear "go-year", "Go to their year", "year", ["g y"], Record, 0, "What was done for this client this year, on one page.";

    WriteMail "write-mail", "Write them an e-mail", "write to them", ["g m"], Record, 0, "Opens your mail program on their address.";
    Ring "ring", "Ring them", "ring them", ["g n"], Record, 0, "Hands their number to the program that dials.";
    Web "web", "Open their web page", "web page", ["g w"], Record, 0, "Opens their https page in your browser.";

    Filter "filter", "Filter this list", "filter", ["/"], List, 60, "Narrows by words, #tag, tier:, stage:, kind:, due:, text:.";
    Sort "sort", "Sort order", "order", ["o"], List, 20, "Changes the order of the list.";
    Mark "mark", "Mark, and step", "", ["Space"], List, 0, "Marks the row; verbs act on the marked rows.";
    MarkAll "mark-all", "Mark all shown", "", ["V"], List, 0, "Marks all rows shown, or takes all marks away.";
    Zoom "zoom", "Zoom the detail", "zoom", ["z"], List, 15, "Gives the detail the whole screen, or takes it back.";
    Down "down", "Down", "", ["j", "Down"], List, 0, "Moves to the next row.";
    Up "up", "Up", "", ["k", "Up"], List, 0, "Moves to the row before.";
    HalfDown "half-down", "Half a page down", "", ["Ctrl-D"], List, 0, "Moves half a page down.";
    HalfUp "half-up", "Half a page up", "", ["Ctrl-U"], List, 0, "Moves half a page up.";
    PageDown "page-down", "A page down", "", ["PgDn"], List, 0, "Moves a page down.";
    PageUp "page-up", "A page up", "", ["PgUp"], List, 0, "Moves a page up.";
    Top "top", "Top", "top", ["g g", "Home"], List, 0, "Moves to the first row.";
    Bottom "bottom", "Bottom", "", ["G", "End"], List, 0, "Moves to the last row.";
    NextPane "next-pane", "Next pane or heading", "", ["Tab"], List, 0, "Moves the keys to the next pane or heading.";
    PreviousPane "previous-pane", "Pane or heading before", "", ["Shift-Tab"], List, 0, "Moves the keys to the pane or heading before.";
    ViewToday "view-today", "View: today", "today", ["v t"], List, 0, "Shows today's queue.";
    ViewOverdue "view-overdue", "View: overdue", "overdue", ["v o"], List, 0, "Shows what is late.";
    ViewUpcoming "view-upcoming", "View: upcoming", "upcoming", ["v u"], List, 0, "Shows what comes.";
    ViewWaiting "view-waiting", "View: waiting", "waiting", ["v w"], List, 0, "Shows what waits on others.";
    ViewRequests "view-requests", "View: requests", "requests", ["v r"], List, 0, "Shows requests to decide.";
    ViewBackBurner "view-back-burner", "View: back burner", "back burner", ["v b"], List, 0, "Shows what rests until a day.";
    ViewReexam "view-re-examinations", "View: re-examinations", "re-examinations", ["v e"], List, 0, "Shows agreements to look at again.";
    ViewGaps "view-gaps", "View: gaps", "gaps", ["v g"], List, 0, "Shows what was never agreed or recorded.";
    ViewBatch "view-batch", "View: batch", "batch", ["v m"], List, 0, "Shows the small things to do in one go.";

    SaveView "save-view", "Save this view", "save this view", ["v s"], List, 0, "Keeps this view, filter and order under a name.";
    SavedViews "saved-views", "Saved views", "saved views", ["v v"], List, 0, "Lists the saved views: open, rename, delete.";
    OpenView "open-view", "Open a saved view", "saved view", ["v 1", "v 2", "v 3", "v 4", "v 5", "v 6", "v 7", "v 8", "v 9"], List, 0, "Opens a saved view of this tab, by its place.";

    TabClients "tab-clients", "Clients", "", ["1"], Everywhere, 0, "Shows the Clients tab.";
    TabGoals "tab-goals", "Goals", "", ["2"], Everywhere, 0, "Shows the Goals tab.";
    TabExpectations "tab-expectations", "Expectations", "", ["3"], Everywhere, 0, "Shows the Expectations tab.";
    TabRules "tab-rules", "Rules", "", ["4"], Everywhere, 0, "Shows the Rules tab.";
    TabFollowUps "tab-follow-ups", "Follow-ups", "", ["5"], Everywhere, 0, "Shows the Follow-ups tab.";
    TabPractice "tab-practice", "Practice", "", ["6"], Everywhere, 0, "Shows the Practice tab.";
    PreviousTab "previous-tab", "Tab before", "", ["["], Everywhere, 0, "Shows the tab before.";
    NextTab "next-tab", "Tab after", "", ["]"], Everywhere, 0, "Shows the tab after.";
    PreviousView "previous-view", "View before", "", ["<"], Everywhere, 0, "Shows the view before in this tab.";
    NextView "next-view", "View after", "", [">"], Everywhere, 0, "Shows the view after in this tab.";
    GoToday "go-today", "Go to today", "today", ["g d"], Everywhere, 0, "Shows today's queue.";
    Review "review", "Daily review", "review", ["R"], Everywhere, 0, "Starts the daily review, or resumes it at its card.";
    Questions "questions", "Questions of the whole book", "questions", ["W"], Everywhere, 0, "Who, what and which: the records answer; two keys each.";
    Registers "registers", "Registers", "registers", ["g e"], Everywhere, 0, "Obligations, incidents, complaints, vendors, access, holds.";
    PurgeList "purge", "Purge list", "purge list", ["g p"], Everywhere, 0, "Who is gone, until when it is kept, what may be purged.";
    Find "find", "Find any record", "", ["f"], Everywhere, 0, "Finds any record by name or text.";
    Palette "commands", "Commands", "commands", [":", "Ctrl-P"], Everywhere, 0, "Lists all commands; type to narrow.";
    Help "help", "Help", "help", ["?"], Everywhere, 0, "Shows what can be pressed here; searchable, runs.";
    Undo "undo", "Undo", "", ["u"], Everywhere, 0, "Takes the last step back, also after a restart.";
    Redo "redo", "Redo", "", ["U"], Everywhere, 0, "Does again what was undone.";
    Return "return", "Back where you were", "", ["Backspace", "Ctrl-O"], Everywhere, 0, "Goes back in the jump history, across tabs.";
    Forward "forward", "Forward where you were", "", ["Ctrl-N"], Everywhere, 0, "Goes forward again after going back; Tab is Ctrl-I.";
    Back "back", "One step back", "", ["Esc", "h", "Left"], Everywhere, 0, "Goes one step back; never quits, never loses text.";
    Close "close", "Close, at the top quit", "", ["q"], Everywhere, 0, "Closes the layer; at the top it quits.";
    Quit "quit", "Quit", "", ["Ctrl-C"], Everywhere, 0, "Quits; what was typed is kept.";
    Suspend "suspend", "To the shell", "", ["Ctrl-Z"], Everywhere, 0, "Suspends the program; fg brings it back.";
    Lock "lock", "Lock the book", "", ["Ctrl-Y"], Everywhere, 0, "Blanks the desk until the passphrase is typed; sets one.";
    Redraw "redraw", "Draw again", "", ["Ctrl-L"], Everywhere, 0, "Draws the screen again and lets decided rows go.";

    PageNext "page-next", "Scroll down", "scroll", ["j", "Down"], Page, 10, "Scrolls a line down.";
    PageBefore "page-before", "Scroll up", "", ["k", "Up"], Page, 0, "Scrolls a line up.";
    PageHalfDown "page-half-down", "Half a page down", "", ["Ctrl-D", "Space"], Page, 0, "Scrolls half a page down.";
    PageHalfUp "page-half-up", "Half a page up", "", ["Ctrl-U"], Page, 0, "Scrolls half a page up.";
    PageScreenDown "page-screen-down", "A page down", "", ["PgDn"], Page, 0, "Scrolls a page down.";
    PageScreenUp "page-screen-up", "A page up", "", ["PgUp"], Page, 0, "Scrolls a page up.";
    PageTop "page-top", "Top", "top", ["g g", "Home"], Page, 0, "Scrolls to the top.";
    PageBottom "page-bottom", "Bottom", "", ["G", "End"], Page, 0, "Scrolls to the bottom.";
    PageSection "page-section", "Next heading", "section", ["Tab"], Page, 8, "Scrolls to the next heading.";
    PageSectionBefore "page-section-before", "Heading before", "", ["Shift-Tab"], Page, 0, "Scrolls to the heading before.";
    PageOpen "page-open", "Open", "records", ["Enter", "l", "Right"], Page, 7, "Opens what the cursor stands on, or the records behind the page.";
    PageAdd "page-add", "Add for this client", "add", ["a"], Page, 6, "Adds something to this client.";
    PageZoom "page-zoom", "Zoom", "", ["z"], Page, 0, "Gives the list its place back.";
    PageFilter "page-filter", "Search on this page", "", ["/"], Page, 0, "Narrows what the page shows.";

    NextField "next-field", "Next field", "next", ["Tab", "Enter", "Down"], Form, 100, "Goes to the next field; in a long text Enter is a new line.";
    PreviousField "previous-field", "Field before", "before", ["Shift-Tab", "Up"], Form, 90, "Goes to the field before.";
    Save "save", "Save", "save", ["Ctrl-S"], Form, 80, "Saves the form from any field.";
    Editor "editor", "Your editor", "editor", ["Ctrl-G"], Form, 70, "Sends the text of this field to your editor.";
    StartOver "start-over", "Start over", "", ["Ctrl-X"], Form, 0, "Empties the form and forgets its slip.";
    KeepSlip "keep-slip", "Keep as slip", "keep as slip", ["Esc"], Form, 0, "Closes the form and keeps what was typed.";
    LineStart "line-start", "Start of the line", "", ["Ctrl-A"], Field, 0, "Moves to the start of the line.";
    LineEnd "line-end", "End of the line", "", ["Ctrl-E"], Field, 0, "Moves to the end of the line.";
    KillToEnd "kill-to-end", "Delete to the end", "", ["Ctrl-K"], Field, 0, "Deletes to the end of the line.";
    KillToStart "kill-to-start", "Delete to the start", "", ["Ctrl-U"], Field, 0, "Deletes to the start of the line.";
    KillWord "kill-word", "Delete the word before", "", ["Ctrl-W"], Field, 0, "Deletes the word before the cursor.";

    AddClient "add-client", "Add a household", "", [], Palette, 0, "Opens the form for a new household.";
    AddPerson "add-person", "Add a person", "", [], Palette, 0, "Adds a person to this client.";
    AddGoal "add-goal", "Add a goal", "", [], Palette, 0, "Adds a goal for this client.";
    AddExpectation "add-expectation", "Add an expectation", "", [], Palette, 0, "Adds an expectation of this client.";
    AddRule "add-rule", "Add a rule", "", [], Palette, 0, "Adds a rule to the rulebook.";
    AddPromise "add-promise", "Add a promise by us", "", [], Palette, 0, "Adds a promise we made to this client.";
    AddTheirPromise "add-their-promise", "Add a promise by them", "", [], Palette, 0, "Adds a promise this client made.";
    AddRequest "add-request", "Add a request", "", [], Palette, 0, "Adds what this client asked for.";
    AddTask "add-task", "Add a task", "", [], Palette, 0, "Adds a follow-up by quick add.";
    AddMeeting "add-meeting", "Add a meeting", "", [], Palette, 0, "Adds a planned meeting with this client.";
    AddMeasure "add-measure", "Add a measure", "", [], Palette, 0, "Adds a measure for this client.";
    Promote "promote", "Promote a prospect to client", "", [], Palette, 0, "Makes a prospect a client, since today.";
    Checklist "checklist", "Start a checklist", "", [], Palette, 0, "Shows the steps with their days; unticks, starts them at once.";
    GiveUpChecklist "give-up-checklist", "Give up a checklist", "", [], Palette, 0, "Drops its open steps, with a reason.";
    Documents "documents", "Documents of this client", "", [], Palette, 0, "Lists the documents of this client, to read, write, send, sign.";
    Duplicates "duplicates", "Duplicates", "", [], Palette, 0, "Lists persons who are probably the same; merges them.";
    Split "split", "Split a household", "", [], Palette, 0, "Moves persons of this client into a new household.";
    PlanMeetings "plan-meetings", "Plan the meetings of the year", "", [], Palette, 0, "Proposes the meetings of each tier, to offer those ticked.";
    Import "import", "Import contacts", "", [], Palette, 0, "Reads vCard or CSV; shown first.";
    Records "records", "Records of this client", "records", [], Palette, 0, "Lists every record of this client, to edit, delete or add one.";
    Tiers "tiers", "Tiers", "tiers", [], Palette, 0, "Lists the tiers with cadence and hours, to edit them.";
    Pauses "pauses", "Pauses", "pauses", [], Palette, 0, "Lists all pauses, to add, edit, end or delete one.";
    Examiner "examiner", "File for an examiner", "", [], Palette, 0, "This client's whole file as of a day, with hashes, in a directory.";
    PracticeSettings "practice-settings", "Practice settings", "settings", [], Palette, 0, "Lists the settings of the practice, to change them.";
    MailMerge "mail-merge", "Mailing list of these rows", "", [], Palette, 0, "Letters or e-mails to the marked rows, else to all shown.";
    Export "export", "Export to a file", "", [], Palette, 0, "The rows here as CSV, contacts, what is due, or the whole book.";
    WeeklyPass "weekly-pass", "Weekly pass", "", [], Palette, 0, "What waits, what wakes, meetings to prepare; card by card.";
    History "history", "History of this record", "", [], Palette, 0, "Shows every change with its day, and takes one back.";
    Demo "demo", "The demo book", "", [], Palette, 0, "Opens the book of a fictional practice.";
    Backup "backup", "Back up the book", "", [], Palette, 0, "Makes a copy of the book now, read back before it has its name.";
    Slips "slips", "Slips", "", [], Palette, 0, "Lists text that was typed and not saved.";
}
