//! The demo, as a script starts it.

use std::process::Stdio;

use crate::house::{program, until};
use serde_json::{Deserializer, Value, json};

#[test]
fn the_demo_tells_a_script_how_each_story_ended_and_serves_the_result() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = program(dir.path())
        .args(["demo", "--json", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = child.stdout.take().unwrap();
    let mut documents = Deserializer::from_reader(out).into_iter::<Value>();
    let told = documents.next().unwrap().unwrap();

    let list = program(dir.path())
        .args(["change", "list", "--json"])
        .env("PLACET_URL", told["listening"].as_str().unwrap())
        .env("PLACET_TOKEN", told["token"].as_str().unwrap())
        .output()
        .unwrap();
    let signaled = std::process::Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(signaled.success());
    let exit = until("the demo has ended", || child.try_wait().unwrap());
    assert_eq!(exit.code(), Some(0), "{told:#}");
    assert!(documents.next().is_none());

    assert_eq!(told["as_intended"], true);
    let stories = told["stories"].as_array().unwrap();
    let ended: Vec<Value> = stories
        .iter()
        .map(|story| {
            json!([
                story["process"],
                story["result"],
                story["closure"],
                story["approvals"],
                story["steps"],
                story["undone"]
            ])
        })
        .collect();
    assert_eq!(
        json!(ended),
        json!([
            ["service-platform", "as_intended", "successful", 3, 5, 0],
            ["rechain-dao", "as_intended", "successful", 3, 3, 0],
            ["acgs-1", "as_intended", "successful", 1, 2, 0],
            ["cr-loop", "as_intended", "successful", 4, 2, 0],
            ["ecommerce", "as_intended", "backed_out", 3, 3, 4],
        ])
    );
    let list: Value = serde_json::from_slice(&list.stdout).unwrap();
    let numbers = |items: &Value| {
        let items = items.as_array().unwrap().iter();
        let mut numbers: Vec<String> = items
            .map(|item| item["number"].as_str().unwrap().to_owned())
            .collect();
        numbers.sort();
        numbers
    };
    assert_eq!(numbers(&list["items"]), numbers(&told["stories"]));
}
