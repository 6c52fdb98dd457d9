//! Examples of refrain; each file beside this one is a program of its own.
