//! Evidence: read when it comes in, given out only as a file (T22).

use insta::assert_snapshot;

use crate::house::{House, REQUESTER, STRANGER, call};

#[tokio::test]
async fn t22_a_report_is_stored_read_and_attached() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let number = house.open_standard().await;
    let path = format!("/api/v1/changes/{number}/evidence?kind=test:unit&name=unit%20tests.html");
    let report = "<testsuite tests=\"2\"/>";
    let answer = house
        .send(call("POST", &path).bearer(&token).body(report))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let receipt = answer.json();
    assert_eq!(
        (receipt["passed"].as_bool(), receipt["summary"].as_str()),
        (Some(true), Some("2 tests, 0 failed"))
    );

    let content = format!(
        "/api/v1/evidence/{}?change={number}",
        receipt["sha256"].as_str().unwrap()
    );
    let file = house.get(&content, &token).await;
    assert_eq!(file.text, report);
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"unit_tests.html\""
    );
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert_eq!(
        house.get(&content, &house.as_person(STRANGER)).await.status,
        404
    );
}

#[tokio::test]
async fn t22_a_report_that_cannot_be_read_is_refused_and_nothing_is_attached() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let number = house.open_standard().await;
    let path = format!("/api/v1/changes/{number}/evidence?kind=test:unit&name=report");
    let answer = house
        .send(call("POST", &path).bearer(&token).body("<html>"))
        .await;
    assert_snapshot!(answer.refusal(), @r#"
    422 the input is wrong
    unreadable_evidence: this is no JUnit report (body); send a complete report, or name another kind
    "#);
    let detail = house
        .get(&format!("/api/v1/changes/{number}"), &token)
        .await
        .json();
    assert_eq!(detail["evidence"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn t22_a_file_that_is_too_large_is_refused() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let number = house.open_standard().await;
    let path = format!("/api/v1/changes/{number}/evidence?kind=log&name=run.log");
    let large = vec![b'x'; placet_server::limits::EVIDENCE_BYTES_MAX + 1];
    let answer = house
        .send(call("POST", &path).bearer(&token).body(large))
        .await;
    assert_eq!(answer.status, 413);
}

#[tokio::test]
async fn t22_a_name_that_leads_elsewhere_is_refused() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let number = house.open_standard().await;
    let long = "x".repeat(201);
    let names = [
        "a%0Ab",
        "a%00b",
        "%1B%5B2J",
        "..%2F..%2Fetc%2Fpasswd",
        "%2Fetc%2Fpasswd",
        "..%5Cx",
        "",
        &long,
    ];
    for name in names {
        for query in [
            format!("kind=log&name={name}"),
            format!("kind={name}&name=run.log"),
        ] {
            let path = format!("/api/v1/changes/{number}/evidence?{query}");
            let answer = house
                .send(call("POST", &path).bearer(&token).body("x"))
                .await;
            assert_eq!(answer.status, 422, "{query}: {}", answer.text);
        }
    }
    let path = format!("/api/v1/changes/{number}");
    let detail = house.get(&path, &token).await.json();
    assert_eq!(detail["evidence"].as_array().unwrap().len(), 0);
}
