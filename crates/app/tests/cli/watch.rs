//! Following a change by command.

use std::process::Stdio;

use crate::house::{House, until};

#[test]
fn a_watcher_sees_what_happens_and_what_steps_print_across_a_restart_until_the_end() {
    let mut house = House::open();
    house.request("Update the message");
    let text = std::fs::read_to_string(house.path("request.yaml")).unwrap();
    let text = text.replacen(
        "run: [/bin/true]",
        "run: [/bin/sh, -c, 'echo the step speaks; sleep 0.2']",
        1,
    );
    house.file("request.yaml", &text);
    house
        .says("olga", "change open -f request.yaml --submit")
        .done();
    let log = std::fs::File::create(house.path("watch.log")).unwrap();
    let mut watcher = house
        .command("olga", "change watch CR-0001")
        .stdout(log)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let path = house.path("watch.log");
    let seen = |what: &str| {
        until(what, || {
            std::fs::read_to_string(&path)
                .ok()
                .filter(|log| log.contains(what))
        });
    };
    seen("submitted, round 1");
    house
        .says(
            "tina",
            "change review CR-0001 --kind technical --passed --tick-all",
        )
        .done();
    seen("technical review by tina passed");
    house.restart("-TERM");
    // Live output is not sent again, so the watcher must be back before the steps run.
    house
        .says("olga", "change comment CR-0001 'back again'")
        .done();
    seen("back again");
    house.says("lars", "change approve CR-0001").done();
    house
        .says("olga", "change tick CR-0001 --checklist before --all")
        .done();
    seen("look | the step speaks");
    seen("every step is done");
    house
        .says("olga", "change tick CR-0001 --checklist during --all")
        .done();
    house.says("olga", "change verify CR-0001").done();
    house
        .says("olga", "change tick CR-0001 --checklist after --all")
        .done();
    house.review_planned();
    house
        .says("olga", "change close CR-0001 --code successful")
        .done();
    let status = until("the watcher has ended", || watcher.try_wait().unwrap());
    assert_eq!(status.code(), Some(0));
    let log = std::fs::read_to_string(house.path("watch.log")).unwrap();
    // Each event once, whatever came in between.
    assert_eq!(log.matches("submitted, round 1").count(), 1, "{log}");
    assert_eq!(log.matches("closed as successful").count(), 1, "{log}");
}

#[test]
fn a_watch_that_nobody_reads_ends() {
    let house = House::open();
    house.request("Update the message");
    house.says("olga", "change open -f request.yaml").done();
    let mut watcher = house
        .command("olga", "change watch CR-0001")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(watcher.stdout.take());
    let status = until("the watcher has ended", || {
        house
            .says("olga", "change comment CR-0001 'anybody there'")
            .done();
        watcher.try_wait().unwrap()
    });
    assert_eq!(status.code(), Some(0));
}
