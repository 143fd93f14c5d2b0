//! The bugs that can be planted.

macro_rules! bugs {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)*) => {
        /// A bug that can be planted. Each must be found by a suite.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Bug { $($(#[doc = $doc])+ $name,)* }

        impl Bug {
            /// Every bug.
            pub const ALL: &[Bug] = &[$(Bug::$name,)*];

            /// Its name in `PLACET_TEETH`.
            pub const fn name(self) -> &'static str {
                match self { $(Bug::$name => $word,)* }
            }
        }
    };
}

bugs! {
    /// One person's approval fills two places of a quorum.
    ApprovalCountedTwice = "approval_counted_twice",
}
