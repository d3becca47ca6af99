//! The sign of a filter.

use super::*;

#[test]
fn a_filter_that_is_on_has_its_sign_while_a_message_or_marks_stand_in_its_place() {
    for (width, sign) in
        [(120, "Filter call, 1 of 7"), (80, "Filter call, 1 of 7"), (44, "Filter on, 1 of 7")]
    {
        let mut app = app(7);
        drawn(&mut app, width, 24);
        press(&mut app, "/ c a l l Enter");
        let shown = |app: &mut App| drawn(app, width, 24).join("\n");
        assert!(shown(&mut app).contains("Filter call"), "{}", shown(&mut app));
        press(&mut app, "Space");
        let marked = shown(&mut app);
        assert!(marked.contains("1 marked") && marked.contains(sign), "{width}\n{marked}");
        press(&mut app, "Space");
        app.model.say("Something long was done with somebody who has a long name · u undo it");
        let said = shown(&mut app);
        assert!(said.contains(sign) && said.contains("u undo it"), "{width}\n{said}");
    }
}
