mod compiled;
mod directory;
mod schema;
mod second_look;
mod simulated;
mod single;
mod tenant;
