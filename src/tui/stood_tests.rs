use crate::tui::{
    app::App,
    testing::{desk, drawn, practice, press},
};

#[test]
fn a_desk_left_for_its_door_stands_where_it_was() {
    for keys in ["1 j", "1 G l", "5 j j", "1 j z", "1 j b", "R", "1 j : h i s t o r y Enter", "3 l"] {
        let mut app = desk(practice());
        drawn(&mut app, 80, 24);
        press(&mut app, keys);
        drawn(&mut app, 80, 24);
        let (place, shown) = (app.stood().unwrap(), drawn(&mut app, 80, 24));
        let clock = app.book.clock().clone();
        let mut again =
            App::new(app.book, clock, crate::tui::tabs::all(), crate::tui::theme::Theme::default());
        drawn(&mut again, 80, 24);
        again.stand_again(place);
        again.model.message = None;
        let now = drawn(&mut again, 80, 24);
        // The foot may say what waits.
        assert_eq!(now[..20], shown[..20], "{keys}");
    }
}
