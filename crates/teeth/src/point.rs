//! The points at which a process can be made to die.

macro_rules! points {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)*) => {
        /// A point at which the process can be made to die.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Point { $($(#[doc = $doc])+ $name,)* }

        impl Point {
            /// Every point.
            pub const ALL: &[Point] = &[$(Point::$name,)*];

            /// Its name in `PLACET_TEETH`.
            pub const fn name(self) -> &'static str {
                match self { $(Point::$name => $word,)* }
            }
        }
    };
}

points! {
    /// A decision is made, and nothing is stored yet.
    BeforeAppend = "before_append",
}
