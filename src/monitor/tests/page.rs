use super::quirk::Met;
pub fn check(_met: &[Met]) {}
