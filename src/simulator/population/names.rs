//! Names from which people and groups are made. Beside each name that mail systems would not take,
//! the form that stands in addresses.

/// A name and its form in an address.
pub type Name = (&'static str, &'static str);

pub const GIVEN: &[Name] = &[
    ("Anna", "anna"),
    ("Zoë", "zoe"),
    ("Bruno", "bruno"),
    ("Chiara", "chiara"),
    ("Łukasz", "lukasz"),
    ("Dilan", "dilan"),
    ("Émile", "emile"),
    ("Freya", "freya"),
    ("Jürgen", "jurgen"),
    ("Grace", "grace"),
    ("Hiba", "hiba"),
    ("Iñaki", "inaki"),
    ("Jonas", "jonas"),
    ("Kavya", "kavya"),
    ("Liam", "liam"),
    ("Mei", "mei"),
    ("Noah", "noah"),
    ("Olga", "olga"),
    ("Priya", "priya"),
    ("Quentin", "quentin"),
    ("Rosa", "rosa"),
    ("Søren", "soren"),
    ("Tariq", "tariq"),
    ("Uma", "uma"),
    ("Viktor", "viktor"),
    ("Wanda", "wanda"),
    ("Xenia", "xenia"),
    ("Yusuf", "yusuf"),
];

pub const SURNAMES: &[Name] = &[
    ("Berg", "berg"),
    ("O'Brien", "o'brien"),
    ("Müller", "muller"),
    ("Santos", "santos"),
    ("Kowalski", "kowalski"),
    ("D'Angelo", "d'angelo"),
    ("García", "garcia"),
    ("Haddad", "haddad"),
    ("Ivanova", "ivanova"),
    ("Jensen", "jensen"),
    ("Kaplan", "kaplan"),
    ("Lindqvist", "lindqvist"),
    ("Moreau", "moreau"),
    ("Ngũgĩ", "ngugi"),
    ("Okafor", "okafor"),
    ("Patel", "patel"),
    ("Quinn", "quinn"),
    ("Rossi", "rossi"),
    ("Šimić", "simic"),
    ("Tanaka-Lee", "tanaka-lee"),
    ("Ueda", "ueda"),
    ("van den Berg", "vandenberg"),
    ("Weiß", "weiss"),
    ("Yılmaz", "yilmaz"),
];

pub const EASTERN_GIVEN: &[Name] = &[
    ("陽子", "yoko"),
    ("健太", "kenta"),
    ("伟", "wei"),
    ("민준", "minjun"),
];

pub const EASTERN_SURNAMES: &[Name] = &[
    ("田中", "tanaka"),
    ("佐藤", "sato"),
    ("王", "wang"),
    ("김", "kim"),
];

/// Departments with the titles held in them.
pub const DEPARTMENTS: &[(&str, &[&str])] = &[
    (
        "Engineering",
        &["Software Engineer", "Staff Engineer", "Engineering Manager"],
    ),
    ("Sales", &["Account Executive", "Sales Engineer"]),
    ("Finance", &["Accountant", "Controller"]),
    ("People & Culture", &["Recruiter", "HR Partner"]),
    ("IT", &["System Administrator", "Service Desk Analyst"]),
    (
        "Forschung für Akustik",
        &["Wissenschaftliche Mitarbeiterin", "Laborleiter"],
    ),
    ("Legal", &["Counsel", "Paralegal"]),
];

/// Names of the first groups; later ones are numbered.
pub const GROUPS: &[&str] = &[
    "All Staff",
    "Engineering",
    "Engineering Contractors",
    "Sales",
    "Finance",
    "Book Club",
    "IT",
    "People & Culture",
    "Women's Network",
    "Führungskräfte",
    "東京オフィス",
    "Town Hall",
    "Legal",
    "Sales EMEA",
    "Interns",
    "Mac Users",
    "Design",
    "Bike to Work",
    "Security",
    "Support",
    "Alumni",
    "Executives",
    "Field Staff",
    "Lunch Lottery",
];

/// Home domains of guests.
pub const PARTNERS: &[&str] = &["adatum.example", "woodgrove.example"];
