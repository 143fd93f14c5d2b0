//! Reading: lists, filters, pages, previews; and the inbox.

use serde_json::json;

use crate::house::{House, REQUESTER, STANDARD, STRANGER, TEAM_LEAD, call};

#[tokio::test]
async fn a_list_is_filtered_and_comes_in_pages() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    for title in ["Alpha", "Beta", "Gamma"] {
        house
            .done(
                "/api/v1/changes",
                &token,
                &STANDARD.replace("Update the certificates", title),
            )
            .await;
    }
    let first = house
        .get("/api/v1/changes?sort=-number&limit=2", &token)
        .await
        .json();
    let cursor = first["next"].as_str().unwrap();
    let second = house
        .get(
            &format!("/api/v1/changes?sort=-number&limit=2&cursor={cursor}"),
            &token,
        )
        .await
        .json();
    let titles: Vec<&str> = [&first, &second]
        .into_iter()
        .flat_map(|page| page["items"].as_array().unwrap())
        .map(|row| row["title"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["Alpha", "Beta", "Gamma"]);
    assert!(second["next"].is_null());
    let found = house
        .get(
            "/api/v1/changes?q=bet&phase=new&model=standard&open=true",
            &token,
        )
        .await
        .json();
    assert_eq!(found["items"][0]["title"], "Beta");
}

// T24
#[tokio::test]
async fn another_organization_sees_nothing_of_it() {
    let house = House::new();
    let number = house.open_standard().await;
    let stranger = house.as_person(STRANGER);
    assert_eq!(
        house.get("/api/v1/changes", &stranger).await.json()["items"],
        json!([])
    );
    assert_eq!(
        house
            .get("/api/v1/changes?process=service-platform", &stranger)
            .await
            .status,
        404
    );
    assert_eq!(
        house
            .get("/api/v1/processes/service-platform", &stranger)
            .await
            .status,
        404
    );
    let people = house.get("/api/v1/people", &stranger).await.text;
    assert!(!people.contains(REQUESTER));
    let inbox = house.get("/api/v1/inbox", &stranger).await.json();
    assert_eq!(inbox, json!({"mine": [], "others": []}));
    assert_eq!(
        house
            .get(&format!("/api/v1/changes/{number}"), &stranger)
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn what_waits_for_a_person_is_in_their_inbox() {
    let house = House::new();
    let (number, _) = house.submitted().await;
    let inbox = house
        .get("/api/v1/inbox", &house.as_person(TEAM_LEAD))
        .await
        .json();
    assert_eq!(inbox["mine"][0]["change"]["number"], number);
    assert_eq!(inbox["mine"][0]["what"], "approve");
    let own = house
        .get("/api/v1/inbox", &house.as_person(REQUESTER))
        .await
        .json();
    assert_eq!(own["mine"], json!([]));
    assert_eq!(own["others"][0]["number"], number);
}

#[tokio::test]
async fn health_needs_nobody_and_metrics_an_administrator() {
    let house = House::new();
    assert_eq!(house.send(call("GET", "/healthz")).await.text, "alive\n");
    assert_eq!(house.send(call("GET", "/readyz")).await.text, "ready\n");
    assert_eq!(house.send(call("GET", "/metrics")).await.status, 401);
    house.open_standard().await;
    let metrics = house
        .get("/metrics", &house.as_person("gareth.price"))
        .await;
    for line in [
        "placet_changes{phase=\"new\"} 1\n",
        "placet_http_calls_total{method=\"POST\",route=\"/api/v1/changes\",status=\"201\"} 1\n",
        "placet_ledger_events",
        "placet_process_cpu_seconds",
    ] {
        assert!(metrics.text.contains(line), "{line}: {}", metrics.text);
    }
    assert!(metrics.text.ends_with("# EOF\n"));
}
