use standing::{acts::{Book, demo}, clock::Clock, domain::record::Kind};
#[test]
fn prints() {
    let day = "2026-11-23".parse().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("demo.db");
    let start = std::time::Instant::now();
    demo::ensure(&path, day, demo::Reset::No).unwrap();
    println!("{:?}", start.elapsed());
    let book = Book::open(&path, Clock::fixed(day)).unwrap();
    for kind in Kind::ALL { println!("{:20} {}", kind.spec().table, book.rows(*kind, &[]).unwrap().len()); }
    println!("ops {:?} size {}", book.head().unwrap().0, std::fs::metadata(&path).unwrap().len());
}
