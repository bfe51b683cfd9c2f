//! What the laws of the countries say.

use super::{Law, Move, When, shifted, since_monday};
use crate::{country::Country, message::Message};
use When::{Easter, Every, FirstWednesdayOfOctober, JuneSolstice, LastMonday, Nth, On};
use chrono::{
    NaiveDate,
    Weekday::{self, Fri, Mon, Sat, Sun, Thu, Tue, Wed},
};

const fn fixed(when: When, es: &'static str, en: &'static str) -> Law {
    moved(when, Some, es, en)
}

const fn moved(when: When, moved: Move, es: &'static str, en: &'static str) -> Law {
    let name = Message::new(es, en);
    Law { when, moved, name }
}

pub(super) fn of(country: Country) -> &'static [Law] {
    match country {
        Country::Co => CO,
        Country::Pe => PE,
        Country::Mx => MX,
        Country::Cl => CL,
        Country::Ec => EC,
        Country::Ar => AR,
        Country::Bo => BO,
        Country::Cr => CR,
        Country::Gt => GT,
        Country::Pa => PA,
        Country::Uy => UY,
        Country::Py => PY,
        Country::Sv => SV,
        Country::Hn => HN,
        Country::Ni => NI,
        Country::Do => DO,
        Country::Ve => VE,
        Country::Us => US,
    }
}

const NEW_YEAR: Law = fixed(On(1, 1), "Año Nuevo", "New Year's Day");
const CARNIVAL_MONDAY: Law = fixed(Easter(-48), "Lunes de Carnaval", "Carnival Monday");
const CARNIVAL_TUESDAY: Law = fixed(Easter(-47), "Martes de Carnaval", "Carnival Tuesday");
const HOLY_THURSDAY: Law = fixed(Easter(-3), "Jueves Santo", "Maundy Thursday");
const GOOD_FRIDAY: Law = fixed(Easter(-2), "Viernes Santo", "Good Friday");
const HOLY_SATURDAY: Law = fixed(Easter(-1), "Sábado Santo", "Holy Saturday");
const LABOUR_DAY: Law = fixed(On(5, 1), "Día del Trabajo", "Labour Day");
const ASSUMPTION: Law = fixed(On(8, 15), "Asunción de la Virgen", "Assumption of Mary");
const ALL_SAINTS: Law = fixed(On(11, 1), "Todos los Santos", "All Saints' Day");
const IMMACULATE: Law = fixed(On(12, 8), "Inmaculada Concepción", "Immaculate Conception");
const CHRISTMAS: Law = fixed(On(12, 25), "Navidad", "Christmas Day");

/// Ley 51 de 1983 («Ley Emiliani»), artículos 1 y 2: what does not fall on a Monday moves to the next one.
fn emiliani(day: NaiveDate) -> Option<NaiveDate> {
    shifted(day, (7 - since_monday(day)) % 7)
}

/// Ley 51 de 1983. Ascension, Corpus Christi and the Sacred Heart always fall on the Monday to which they move.
static CO: &[Law] = &[
    NEW_YEAR,
    moved(On(1, 6), emiliani, "Reyes Magos", "Epiphany"),
    moved(On(3, 19), emiliani, "San José", "Saint Joseph's Day"),
    HOLY_THURSDAY,
    GOOD_FRIDAY,
    LABOUR_DAY,
    fixed(Easter(43), "Ascensión del Señor", "Ascension"),
    fixed(Easter(64), "Corpus Christi", "Corpus Christi"),
    fixed(Easter(71), "Sagrado Corazón de Jesús", "Sacred Heart"),
    moved(
        On(6, 29),
        emiliani,
        "San Pedro y San Pablo",
        "Saints Peter and Paul",
    ),
    fixed(On(7, 20), "Día de la Independencia", "Independence Day"),
    fixed(On(8, 7), "Batalla de Boyacá", "Battle of Boyacá"),
    moved(
        On(8, 15),
        emiliani,
        "Asunción de la Virgen",
        "Assumption of Mary",
    ),
    moved(
        On(10, 12),
        emiliani,
        "Día de la Diversidad Étnica y Cultural",
        "Day of Ethnic and Cultural Diversity",
    ),
    moved(On(11, 1), emiliani, "Todos los Santos", "All Saints' Day"),
    moved(
        On(11, 11),
        emiliani,
        "Independencia de Cartagena",
        "Independence of Cartagena",
    ),
    IMMACULATE,
    CHRISTMAS,
];

/// Decreto Legislativo 713, artículo 6, with Ley 31381 (9 December), 31530 (6 August), 31788 (7 June) and 31822 (23 July).
static PE: &[Law] = &[
    NEW_YEAR,
    HOLY_THURSDAY,
    GOOD_FRIDAY,
    LABOUR_DAY,
    fixed(
        On(6, 7),
        "Batalla de Arica y Día de la Bandera",
        "Battle of Arica and Flag Day",
    ),
    fixed(On(6, 29), "San Pedro y San Pablo", "Saints Peter and Paul"),
    fixed(
        On(7, 23),
        "Día de la Fuerza Aérea del Perú",
        "Air Force Day",
    ),
    fixed(On(7, 28), "Fiestas Patrias", "Independence Day"),
    fixed(On(7, 29), "Fiestas Patrias", "Independence Day, second day"),
    fixed(On(8, 6), "Batalla de Junín", "Battle of Junín"),
    fixed(On(8, 30), "Santa Rosa de Lima", "Saint Rose of Lima"),
    fixed(On(10, 8), "Combate de Angamos", "Battle of Angamos"),
    ALL_SAINTS,
    IMMACULATE,
    fixed(On(12, 9), "Batalla de Ayacucho", "Battle of Ayacucho"),
    CHRISTMAS,
];

/// Ley Federal del Trabajo, artículo 74.
static MX: &[Law] = &[
    NEW_YEAR,
    fixed(Nth(1, Mon, 2), "Día de la Constitución", "Constitution Day"),
    fixed(
        Nth(3, Mon, 3),
        "Natalicio de Benito Juárez",
        "Benito Juárez's birthday",
    ),
    LABOUR_DAY,
    fixed(On(9, 16), "Día de la Independencia", "Independence Day"),
    fixed(
        Every(6, 2, 10, 1),
        "Transmisión del Poder Ejecutivo Federal",
        "Inauguration of the president",
    ),
    fixed(Nth(3, Mon, 11), "Día de la Revolución", "Revolution Day"),
    CHRISTMAS,
];

/// Ley 19.668: from Tuesday to Thursday to the Monday before, from Friday to the Monday after.
fn chile_monday(day: NaiveDate) -> Option<NaiveDate> {
    match weekday(day) {
        Tue | Wed | Thu => shifted(day, -since_monday(day)),
        Fri => shifted(day, 3),
        Sat | Sun | Mon => Some(day),
    }
}

/// Ley 20.299: from Tuesday to the Friday before, from Wednesday to the Friday after.
fn chile_churches(day: NaiveDate) -> Option<NaiveDate> {
    match weekday(day) {
        Tue => shifted(day, -4),
        Wed => shifted(day, 2),
        _ => Some(day),
    }
}

fn if_monday(day: NaiveDate) -> Option<NaiveDate> {
    (weekday(day) == Mon).then_some(day)
}

fn if_friday(day: NaiveDate) -> Option<NaiveDate> {
    (weekday(day) == Fri).then_some(day)
}

/// Ley 2.977 with 19.668, 20.215 and 20.983 (days beside a weekend), 20.148, 20.299, 21.357 (solstice).
static CL: &[Law] = &[
    NEW_YEAR,
    moved(
        On(1, 2),
        if_monday,
        "Feriado adicional de Año Nuevo",
        "Day after New Year",
    ),
    GOOD_FRIDAY,
    HOLY_SATURDAY,
    LABOUR_DAY,
    fixed(On(5, 21), "Glorias Navales", "Navy Day"),
    fixed(
        JuneSolstice,
        "Día Nacional de los Pueblos Indígenas",
        "Day of Indigenous Peoples",
    ),
    moved(
        On(6, 29),
        chile_monday,
        "San Pedro y San Pablo",
        "Saints Peter and Paul",
    ),
    fixed(On(7, 16), "Virgen del Carmen", "Our Lady of Mount Carmel"),
    ASSUMPTION,
    moved(
        On(9, 17),
        if_monday,
        "Feriado adicional de Fiestas Patrias",
        "Day before Independence Day",
    ),
    moved(
        On(9, 17),
        if_friday,
        "Feriado adicional de Fiestas Patrias",
        "Day before Independence Day",
    ),
    fixed(On(9, 18), "Independencia Nacional", "Independence Day"),
    fixed(On(9, 19), "Glorias del Ejército", "Army Day"),
    moved(
        On(9, 20),
        if_friday,
        "Feriado adicional de Fiestas Patrias",
        "Day after Army Day",
    ),
    moved(
        On(10, 12),
        chile_monday,
        "Encuentro de Dos Mundos",
        "Meeting of Two Worlds",
    ),
    moved(
        On(10, 31),
        chile_churches,
        "Día de las Iglesias Evangélicas y Protestantes",
        "Reformation Day",
    ),
    ALL_SAINTS,
    IMMACULATE,
    CHRISTMAS,
];

/// Ley Orgánica Reformatoria of 2016 (Registro Oficial 906): to a Monday or Friday beside the weekend.
fn ecuador(day: NaiveDate) -> Option<NaiveDate> {
    match weekday(day) {
        Tue => shifted(day, -1),
        Wed => shifted(day, 2),
        Thu => shifted(day, 1),
        Mon | Fri | Sat | Sun => ecuador_weekend(day),
    }
}

/// The same law for 1 January and 25 December, which it moves from a weekend alone.
fn ecuador_weekend(day: NaiveDate) -> Option<NaiveDate> {
    match weekday(day) {
        Sat => shifted(day, -1),
        Sun => shifted(day, 1),
        _ => Some(day),
    }
}

/// The same law for 2 November, which 3 November follows: the pair moves beside the weekend.
fn ecuador_second(day: NaiveDate) -> Option<NaiveDate> {
    shifted(
        day,
        match weekday(day) {
            Tue | Fri | Sat => -1,
            Wed | Sun => 1,
            Mon | Thu => 0,
        },
    )
}

fn ecuador_third(day: NaiveDate) -> Option<NaiveDate> {
    shifted(
        day,
        match weekday(day) {
            Wed | Sat => -1,
            Thu | Sun | Mon => 1,
            Tue | Fri => 0,
        },
    )
}

/// Código del Trabajo, artículo 65.
static EC: &[Law] = &[
    moved(On(1, 1), ecuador_weekend, "Año Nuevo", "New Year's Day"),
    CARNIVAL_MONDAY,
    CARNIVAL_TUESDAY,
    GOOD_FRIDAY,
    moved(On(5, 1), ecuador, "Día del Trabajo", "Labour Day"),
    moved(
        On(5, 24),
        ecuador,
        "Batalla de Pichincha",
        "Battle of Pichincha",
    ),
    moved(
        On(8, 10),
        ecuador,
        "Primer Grito de Independencia",
        "First Cry of Independence",
    ),
    moved(
        On(10, 9),
        ecuador,
        "Independencia de Guayaquil",
        "Independence of Guayaquil",
    ),
    moved(
        On(11, 2),
        ecuador_second,
        "Día de los Difuntos",
        "All Souls' Day",
    ),
    moved(
        On(11, 3),
        ecuador_third,
        "Independencia de Cuenca",
        "Independence of Cuenca",
    ),
    moved(On(12, 25), ecuador_weekend, "Navidad", "Christmas Day"),
];

/// Ley 27.399 of Argentina, artículo 6, and Ley 139-97 of the Dominican Republic, artículo 1: Tuesday and Wednesday to
/// the Monday before, Thursday and Friday to the Monday after.
fn nearest_monday(day: NaiveDate) -> Option<NaiveDate> {
    match weekday(day) {
        Tue | Wed => shifted(day, -since_monday(day)),
        Thu | Fri => shifted(day, 7 - since_monday(day)),
        Sat | Sun | Mon => Some(day),
    }
}

/// Ley 27.399.
static AR: &[Law] = &[
    NEW_YEAR,
    CARNIVAL_MONDAY,
    CARNIVAL_TUESDAY,
    fixed(
        On(3, 24),
        "Día de la Memoria por la Verdad y la Justicia",
        "Day of Remembrance for Truth and Justice",
    ),
    fixed(
        On(4, 2),
        "Día del Veterano y de los Caídos en Malvinas",
        "Malvinas Day",
    ),
    GOOD_FRIDAY,
    LABOUR_DAY,
    fixed(On(5, 25), "Revolución de Mayo", "May Revolution"),
    moved(
        On(6, 17),
        nearest_monday,
        "Paso a la Inmortalidad de Güemes",
        "Death of General Güemes",
    ),
    fixed(On(6, 20), "Día de la Bandera", "Flag Day"),
    fixed(On(7, 9), "Día de la Independencia", "Independence Day"),
    moved(
        On(8, 17),
        nearest_monday,
        "Paso a la Inmortalidad de San Martín",
        "Death of General San Martín",
    ),
    moved(
        On(10, 12),
        nearest_monday,
        "Día del Respeto a la Diversidad Cultural",
        "Day of Cultural Diversity",
    ),
    moved(
        On(11, 20),
        nearest_monday,
        "Día de la Soberanía Nacional",
        "National Sovereignty Day",
    ),
    IMMACULATE,
    CHRISTMAS,
];

fn sunday_to_monday(day: NaiveDate) -> Option<NaiveDate> {
    shifted(day, i64::from(weekday(day) == Sun))
}

/// Decreto Supremo 2750: those of a Sunday are given on Monday.
static BO: &[Law] = &[
    moved(On(1, 1), sunday_to_monday, "Año Nuevo", "New Year's Day"),
    moved(
        On(1, 22),
        sunday_to_monday,
        "Día del Estado Plurinacional",
        "Plurinational State Day",
    ),
    CARNIVAL_MONDAY,
    CARNIVAL_TUESDAY,
    GOOD_FRIDAY,
    moved(On(5, 1), sunday_to_monday, "Día del Trabajo", "Labour Day"),
    fixed(Easter(60), "Corpus Christi", "Corpus Christi"),
    moved(
        On(6, 21),
        sunday_to_monday,
        "Año Nuevo Andino Amazónico",
        "Andean New Year",
    ),
    moved(
        On(8, 6),
        sunday_to_monday,
        "Día de la Independencia",
        "Independence Day",
    ),
    moved(
        On(11, 2),
        sunday_to_monday,
        "Todos los Difuntos",
        "All Souls' Day",
    ),
    moved(On(12, 25), sunday_to_monday, "Navidad", "Christmas Day"),
];

/// Código de Trabajo, artículo 148, with Ley 9803, 10050. The moves of Ley 9875 ended with 2024.
static CR: &[Law] = &[
    NEW_YEAR,
    HOLY_THURSDAY,
    GOOD_FRIDAY,
    fixed(On(4, 11), "Día de Juan Santamaría", "Juan Santamaría Day"),
    LABOUR_DAY,
    fixed(
        On(7, 25),
        "Anexión del Partido de Nicoya",
        "Annexation of Nicoya",
    ),
    fixed(On(8, 2), "Virgen de los Ángeles", "Our Lady of the Angels"),
    fixed(On(8, 15), "Día de la Madre", "Mother's Day"),
    fixed(
        On(8, 31),
        "Día de la Persona Negra y la Cultura Afrocostarricense",
        "Day of Black People and Afro-Costa Rican Culture",
    ),
    fixed(On(9, 15), "Día de la Independencia", "Independence Day"),
    fixed(On(12, 1), "Abolición del Ejército", "Abolition of the Army"),
    CHRISTMAS,
];

/// Decreto 19-2018: Tuesday and Wednesday to the Monday before, later days to the Monday after.
fn guatemala(day: NaiveDate) -> Option<NaiveDate> {
    match weekday(day) {
        Mon => Some(day),
        Tue | Wed => shifted(day, -since_monday(day)),
        Thu | Fri | Sat | Sun => shifted(day, 7 - since_monday(day)),
    }
}

/// Código de Trabajo, artículo 127, and Decreto 19-2018.
static GT: &[Law] = &[
    NEW_YEAR,
    HOLY_THURSDAY,
    GOOD_FRIDAY,
    HOLY_SATURDAY,
    LABOUR_DAY,
    moved(On(6, 30), guatemala, "Día del Ejército", "Army Day"),
    fixed(On(9, 15), "Día de la Independencia", "Independence Day"),
    moved(
        On(10, 20),
        guatemala,
        "Revolución de 1944",
        "Revolution of 1944",
    ),
    ALL_SAINTS,
    CHRISTMAS,
];

/// Código de Trabajo, artículos 46 y 47: those of a Sunday are given on Monday.
static PA: &[Law] = &[
    moved(On(1, 1), sunday_to_monday, "Año Nuevo", "New Year's Day"),
    moved(
        On(1, 9),
        sunday_to_monday,
        "Día de los Mártires",
        "Martyrs' Day",
    ),
    CARNIVAL_TUESDAY,
    GOOD_FRIDAY,
    moved(On(5, 1), sunday_to_monday, "Día del Trabajo", "Labour Day"),
    fixed(
        Every(5, 4, 7, 1),
        "Toma de posesión presidencial",
        "Inauguration of the president",
    ),
    moved(
        On(11, 3),
        sunday_to_monday,
        "Separación de Panamá de Colombia",
        "Separation from Colombia",
    ),
    moved(On(11, 5), sunday_to_monday, "Día de Colón", "Colón Day"),
    moved(
        On(11, 10),
        sunday_to_monday,
        "Grito de Independencia de La Villa de Los Santos",
        "Cry of Independence",
    ),
    moved(
        On(11, 28),
        sunday_to_monday,
        "Independencia de Panamá de España",
        "Independence from Spain",
    ),
    moved(
        On(12, 8),
        sunday_to_monday,
        "Día de la Madre",
        "Mother's Day",
    ),
    moved(
        On(12, 20),
        sunday_to_monday,
        "Duelo Nacional",
        "National Day of Mourning",
    ),
    moved(On(12, 25), sunday_to_monday, "Navidad", "Christmas Day"),
];

/// Ley 12.590, artículo 18: those on which nobody has to work; on the others people do.
static UY: &[Law] = &[
    NEW_YEAR,
    fixed(
        Every(5, 0, 3, 1),
        "Transmisión del Mando Presidencial",
        "Inauguration of the president",
    ),
    LABOUR_DAY,
    fixed(On(7, 18), "Jura de la Constitución", "Constitution Day"),
    fixed(
        On(8, 25),
        "Declaratoria de la Independencia",
        "Independence Day",
    ),
    CHRISTMAS,
];

/// Ley 8/90 with its changes; what a decree moves (1 March, 12 June, 29 September) stays on its day here.
static PY: &[Law] = &[
    NEW_YEAR,
    fixed(On(3, 1), "Día de los Héroes", "Heroes' Day"),
    HOLY_THURSDAY,
    GOOD_FRIDAY,
    LABOUR_DAY,
    fixed(On(5, 14), "Día de la Independencia", "Independence Day"),
    fixed(
        On(5, 15),
        "Día de la Independencia",
        "Independence Day, second day",
    ),
    fixed(On(6, 12), "Paz del Chaco", "Chaco Armistice"),
    fixed(On(8, 15), "Fundación de Asunción", "Founding of Asunción"),
    fixed(On(9, 29), "Batalla de Boquerón", "Battle of Boquerón"),
    fixed(On(12, 8), "Virgen de Caacupé", "Virgin of Caacupé"),
    CHRISTMAS,
];

/// Código de Trabajo, artículo 190.
static SV: &[Law] = &[
    NEW_YEAR,
    HOLY_THURSDAY,
    GOOD_FRIDAY,
    HOLY_SATURDAY,
    LABOUR_DAY,
    fixed(On(5, 10), "Día de la Madre", "Mother's Day"),
    fixed(On(6, 17), "Día del Padre", "Father's Day"),
    fixed(
        On(8, 6),
        "Divino Salvador del Mundo",
        "Divine Saviour of the World",
    ),
    fixed(On(9, 15), "Día de la Independencia", "Independence Day"),
    fixed(On(11, 2), "Día de los Difuntos", "All Souls' Day"),
    CHRISTMAS,
];

/// Código del Trabajo, artículo 339; Decreto 78-2015 gives 3, 12 and 21 October together.
static HN: &[Law] = &[
    NEW_YEAR,
    HOLY_THURSDAY,
    GOOD_FRIDAY,
    HOLY_SATURDAY,
    fixed(On(4, 14), "Día de las Américas", "Day of the Americas"),
    LABOUR_DAY,
    fixed(On(9, 15), "Día de la Independencia", "Independence Day"),
    fixed(
        FirstWednesdayOfOctober(0),
        "Semana Morazánica",
        "Morazán Week",
    ),
    fixed(
        FirstWednesdayOfOctober(1),
        "Semana Morazánica",
        "Morazán Week",
    ),
    fixed(
        FirstWednesdayOfOctober(2),
        "Semana Morazánica",
        "Morazán Week",
    ),
    CHRISTMAS,
];

/// Código del Trabajo, artículo 66.
static NI: &[Law] = &[
    NEW_YEAR,
    HOLY_THURSDAY,
    GOOD_FRIDAY,
    LABOUR_DAY,
    fixed(
        On(7, 19),
        "Triunfo de la Revolución",
        "Triumph of the Revolution",
    ),
    fixed(On(9, 14), "Batalla de San Jacinto", "Battle of San Jacinto"),
    fixed(On(9, 15), "Día de la Independencia", "Independence Day"),
    IMMACULATE,
    CHRISTMAS,
];

/// Ley 139-97, artículo 2: the first of May moves from a Sunday as well.
fn dominican_labour(day: NaiveDate) -> Option<NaiveDate> {
    sunday_to_monday(nearest_monday(day)?)
}

/// The Restoration stays on its day when a president takes office, every fourth year.
fn dominican_restoration(day: NaiveDate) -> Option<NaiveDate> {
    if chrono::Datelike::year(&day).rem_euclid(4) == 0 {
        Some(day)
    } else {
        nearest_monday(day)
    }
}

/// Ley 139-97.
static DO: &[Law] = &[
    NEW_YEAR,
    moved(
        On(1, 6),
        nearest_monday,
        "Día de los Santos Reyes",
        "Epiphany",
    ),
    fixed(
        On(1, 21),
        "Nuestra Señora de la Altagracia",
        "Our Lady of Altagracia",
    ),
    moved(On(1, 26), nearest_monday, "Día de Duarte", "Duarte's Day"),
    fixed(On(2, 27), "Día de la Independencia", "Independence Day"),
    GOOD_FRIDAY,
    moved(On(5, 1), dominican_labour, "Día del Trabajo", "Labour Day"),
    fixed(Easter(60), "Corpus Christi", "Corpus Christi"),
    moved(
        On(8, 16),
        dominican_restoration,
        "Día de la Restauración",
        "Restoration Day",
    ),
    fixed(
        On(9, 24),
        "Nuestra Señora de las Mercedes",
        "Our Lady of Mercy",
    ),
    moved(
        On(11, 6),
        nearest_monday,
        "Día de la Constitución",
        "Constitution Day",
    ),
    CHRISTMAS,
];

/// Ley Orgánica del Trabajo, artículo 184, and Ley de Fiestas Nacionales.
static VE: &[Law] = &[
    NEW_YEAR,
    CARNIVAL_MONDAY,
    CARNIVAL_TUESDAY,
    HOLY_THURSDAY,
    GOOD_FRIDAY,
    fixed(
        On(4, 19),
        "Declaración de la Independencia",
        "Declaration of Independence",
    ),
    LABOUR_DAY,
    fixed(On(6, 24), "Batalla de Carabobo", "Battle of Carabobo"),
    fixed(On(7, 5), "Día de la Independencia", "Independence Day"),
    fixed(
        On(7, 24),
        "Natalicio de Simón Bolívar",
        "Simón Bolívar's birthday",
    ),
    fixed(
        On(10, 12),
        "Día de la Resistencia Indígena",
        "Indigenous Resistance Day",
    ),
    fixed(On(12, 24), "Víspera de Navidad", "Christmas Eve"),
    CHRISTMAS,
    fixed(On(12, 31), "Fiesta de Fin de Año", "New Year's Eve"),
];

/// 5 U.S.C. 6103(a). That a holiday of a weekend is given on Friday or Monday concerns the government's own people.
static US: &[Law] = &[
    NEW_YEAR,
    fixed(
        Nth(3, Mon, 1),
        "Día de Martin Luther King Jr.",
        "Birthday of Martin Luther King, Jr.",
    ),
    fixed(
        Nth(3, Mon, 2),
        "Natalicio de Washington",
        "Washington's Birthday",
    ),
    fixed(LastMonday(5), "Día de los Caídos", "Memorial Day"),
    fixed(
        On(6, 19),
        "Día de la Emancipación (Juneteenth)",
        "Juneteenth",
    ),
    fixed(On(7, 4), "Día de la Independencia", "Independence Day"),
    fixed(Nth(1, Mon, 9), "Día del Trabajo", "Labor Day"),
    fixed(Nth(2, Mon, 10), "Día de Colón", "Columbus Day"),
    fixed(On(11, 11), "Día de los Veteranos", "Veterans Day"),
    fixed(
        Nth(4, Thu, 11),
        "Día de Acción de Gracias",
        "Thanksgiving Day",
    ),
    CHRISTMAS,
];

fn weekday(day: NaiveDate) -> Weekday {
    chrono::Datelike::weekday(&day)
}
