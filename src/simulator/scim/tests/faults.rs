//! Lists that are wrong on purpose.

use super::*;

#[test]
fn faults_of_lists_do_what_they_say() -> Outcome {
    let mut ignoring = Tenant::new(5, &["start-index-ignored"], false)?;
    assert_eq!(ignoring.names("/Users?startIndex=4&count=2")?, users(0..2));
    let mut wrong = Tenant::new(5, &["total-wrong=-2"], false)?;
    assert_eq!(wrong.get("/Users")?["totalResults"], 3);
    let mut twice = Tenant::new(5, &["duplicate-rows"], false)?;
    assert_eq!(twice.names("/Users?count=2")?, users([0, 1, 1]));
    Ok(())
}

#[test]
fn an_unstable_order_changes_pages_and_not_their_length() -> Outcome {
    let pages = |seed: usize| -> Result<_, Box<dyn std::error::Error>> {
        let mut tenant = Tenant::new(60, &["order-unstable"], false)?;
        (0..seed).for_each(|_| drop(tenant.ask("GET", "/Users?count=1", &Value::Null)));
        let mut pages = Vec::new();
        for start in [1, 21, 41] {
            pages.push(tenant.names(&format!("/Users?startIndex={start}&count=20"))?);
        }
        Ok(pages)
    };
    let first = pages(0)?;
    assert_eq!(first, pages(0)?);
    assert_ne!(first, pages(1)?);
    for page in first {
        let mut unique = page.clone();
        unique.sort();
        unique.dedup();
        assert_eq!((page.len(), unique.len()), (20, 20));
    }
    Ok(())
}

#[test]
fn churn_shifts_the_rows_between_pages() -> Outcome {
    let mut tenant = Tenant::new(6, &["churn"], false)?;
    let page = |tenant: &mut Tenant, start: usize| {
        tenant.names(&format!("/Users?startIndex={start}&count=2"))
    };
    assert_eq!(page(&mut tenant, 1)?, users(0..2));
    assert_eq!(page(&mut tenant, 3)?, users(1..3), "a row came before them");
    assert_eq!(
        page(&mut tenant, 5)?,
        users(4..6),
        "and went: user-3 was never seen"
    );
    Ok(())
}
