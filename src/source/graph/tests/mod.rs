mod directory;
mod second_look;
mod single;
mod tenant;
