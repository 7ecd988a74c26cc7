mod directory;
mod second_look;
mod simulated;
mod single;
mod tenant;
