import type { Random } from '../../../../fixtures/random.ts';

/** A sentence about something named, with other ways to say it. */
export interface Claim {
  /** The name that belongs to this claim alone. */
  readonly name: string;
  readonly source: string;
  /** Other words, the name kept. */
  readonly named: readonly string[];
  /** Other words, no name. */
  readonly blind: readonly string[];
  readonly translated: readonly string[];
}

/** What happened: as a source says it, as others say it, and in German, French, Spanish. `@` is who. */
type Phrase = readonly [
  source: string,
  other: string,
  another: string,
  de: string,
  fr: string,
  es: string,
];

const events: readonly Phrase[] = [
  [
    '@ suspended deliveries to its northern depots for most of the winter',
    '@ stopped supplying the sites up north while it was cold',
    'shipments to the upper region were put on hold for months',
    '@ stellte die Belieferung der nördlichen Lager über den Winter ein',
    '@ a interrompu les livraisons vers ses dépôts du nord pendant l’hiver',
    '@ suspendió las entregas a sus almacenes del norte durante el invierno',
  ],
  [
    '@ replaced its entire fleet of diesel trucks ahead of the planned date',
    '@ swapped every combustion lorry early',
    'all the old vehicles were gone sooner than anyone had scheduled',
    '@ tauschte die gesamte Dieselflotte früher als geplant aus',
    '@ a remplacé toute sa flotte diesel plus tôt que prévu',
    '@ sustituyó toda su flota diésel antes de lo previsto',
  ],
  [
    '@ lost the exclusive licence for the coastal concession in the second round',
    '@ no longer holds sole rights along the shore',
    'the sole right to operate by the sea went to somebody else',
    '@ verlor in der zweiten Runde die alleinige Lizenz für die Küste',
    '@ a perdu au second tour la licence exclusive de la concession côtière',
    '@ perdió en la segunda ronda la licencia exclusiva de la costa',
  ],
  [
    '@ moved the reconciliation job from the nightly batch to a streaming pipeline',
    '@ now matches the books continuously instead of after midnight',
    'the ledgers are compared all day long these days',
    '@ verlegte den Abgleich vom nächtlichen Lauf auf laufende Verarbeitung',
    '@ a fait passer le rapprochement du lot nocturne à un traitement continu',
    '@ trasladó la conciliación del lote nocturno a un flujo continuo',
  ],
  [
    '@ refused to countersign the amended warranty terms before the audit closes',
    '@ will not put its name under the changed guarantee for now',
    'nobody on their side is willing to approve the new guarantee yet',
    '@ will die geänderten Garantiebedingungen vorerst nicht gegenzeichnen',
    '@ refuse de contresigner les conditions de garantie modifiées',
    '@ se niega a firmar las condiciones de garantía modificadas',
  ],
  [
    '@ doubled the inspection intervals for the pressure vessels on the upper deck',
    '@ checks the tanks upstairs half as often as before',
    'the containers above are looked at less frequently now',
    '@ verdoppelte die Prüfabstände der Druckbehälter auf dem Oberdeck',
    '@ a doublé l’intervalle d’inspection des réservoirs du pont supérieur',
    '@ duplicó los intervalos de inspección de los recipientes de la cubierta',
  ],
  [
    '@ outsourced first-line support to a contractor in the neighbouring country',
    '@ has strangers abroad answer its customers',
    'callers end up with a foreign partner firm',
    '@ vergab den Erstkontakt an einen Dienstleister im Nachbarland',
    '@ a confié l’assistance de premier niveau à un prestataire étranger',
    '@ subcontrató la atención de primer nivel en el país vecino',
  ],
  [
    '@ withdrew the beta release after a handful of installations corrupted user profiles',
    '@ pulled the preview once some accounts were damaged',
    'the trial version had to be taken back',
    '@ zog die Beta zurück, nachdem einige Profile beschädigt worden waren',
    '@ a retiré la version bêta après la corruption de quelques profils',
    '@ retiró la versión beta tras dañarse varios perfiles',
  ],
  [
    '@ tightened the eligibility rules for overseas applicants without a sponsor',
    '@ made it harder for foreigners on their own to get in',
    'people from abroad face a higher bar if nobody vouches for them',
    '@ verschärfte die Zulassung für Bewerber aus dem Ausland ohne Bürgen',
    '@ a durci les critères pour les candidats étrangers sans garant',
    '@ endureció los requisitos para solicitantes extranjeros sin patrocinador',
  ],
  [
    '@ opened a second assembly line in the former paper mill by the canal',
    '@ now builds in two places, one of them the old mill at the water',
    'a disused factory next to the waterway has been put to work again',
    '@ eröffnete in der alten Papierfabrik am Kanal eine zweite Montagelinie',
    '@ a ouvert une seconde chaîne dans l’ancienne papeterie du canal',
    '@ abrió una segunda línea en la antigua papelera junto al canal',
  ],
  [
    '@ merged the two regional booking desks into one team under new management',
    '@ has a single reservations group with different bosses now',
    'reservations are handled by one group instead of a pair',
    '@ legte die beiden Buchungsstellen unter neuer Leitung zusammen',
    '@ a fusionné les deux guichets régionaux sous une nouvelle direction',
    '@ fusionó las dos oficinas de reservas bajo una nueva dirección',
  ],
  [
    '@ postponed the migration of archived records until the retention policy is settled',
    '@ will leave old files where they are for the time being',
    'ancient documents stay put for now',
    '@ verschob den Umzug der Archivdaten bis zur Klärung der Fristen',
    '@ a reporté la migration des archives',
    '@ aplazó la migración de los registros archivados',
  ],
  [
    '@ discovered a recurring drift in the salinity sensors along the eastern pier',
    '@ noticed its salt probes at the east jetty wander over time',
    'the probes out there keep losing their calibration',
    '@ stellte eine wiederkehrende Abweichung der Salzsensoren am Ostpier fest',
    '@ a constaté une dérive récurrente des capteurs de salinité',
    '@ detectó una deriva recurrente en los sensores de salinidad',
  ],
  [
    '@ granted the harbour union a binding vote on every future shift pattern',
    '@ lets the dockers decide on rosters from here on',
    'workers have the last word on rosters',
    '@ räumte der Hafengewerkschaft ein bindendes Votum über Schichtpläne ein',
    '@ a accordé au syndicat du port un vote contraignant sur les horaires',
    '@ concedió al sindicato del puerto un voto vinculante sobre los turnos',
  ],
  [
    '@ cancelled the loyalty programme for corporate travellers at short notice',
    '@ dropped its bonus scheme for business guests overnight',
    'frequent flyers of companies get nothing any more',
    '@ strich das Treueprogramm für Geschäftsreisende kurzfristig',
    '@ a supprimé au dernier moment le programme de fidélité des entreprises',
    '@ canceló de improviso el programa de fidelidad para empresas',
  ],
  [
    '@ recalled every humidity controller shipped from the Baltic warehouse since spring',
    '@ wants all moisture regulators of that store back',
    'customers have been asked to return those devices',
    '@ rief alle Feuchteregler aus dem baltischen Lager zurück',
    '@ a rappelé tous les régulateurs d’humidité expédiés depuis le printemps',
    '@ retiró todos los controladores de humedad enviados desde la primavera',
  ],
];

const causes: readonly Phrase[] = [
  [
    'because the insurer demanded a fresh risk assessment',
    'after its underwriter insisted on another look at the hazards',
    'as the people who cover the damage had asked for a review',
    'weil der Versicherer eine neue Risikoprüfung verlangte',
    'car l’assureur exigeait une nouvelle évaluation des risques',
    'porque la aseguradora exigió una nueva evaluación',
  ],
  [
    'because the main supplier of bearings went into receivership',
    'once its most important parts maker had gone bust',
    'since a vendor of components had failed financially',
    'weil der wichtigste Lagerhersteller insolvent wurde',
    'car le principal fournisseur de roulements a fait faillite',
    'porque el principal proveedor quebró',
  ],
  [
    'following a lengthy dispute over unpaid overtime',
    'in the wake of the row about extra hours',
    'owing to a quarrel on wages that dragged on',
    'nach langem Streit um unbezahlte Überstunden',
    'à la suite d’un long litige sur les heures supplémentaires',
    'tras una larga disputa por las horas extra',
  ],
  [
    'despite strong objections from the safety committee',
    'although those in charge of protection were against it',
    'over the protest of colleagues who look after hazards',
    'trotz deutlicher Einwände des Sicherheitsausschusses',
    'malgré les fortes objections du comité de sécurité',
    'pese a las fuertes objeciones del comité de seguridad',
  ],
  [
    'in order to qualify for the regional innovation grant',
    'with an eye on the subsidy for new ideas',
    'so that public money could be claimed',
    'um die regionale Innovationsförderung zu erhalten',
    'afin d’obtenir la subvention régionale à l’innovation',
    'para optar a la subvención regional de innovación',
  ],
  [
    'after an internal review had found the forecasts unreliable',
    'when its own check showed the predictions could not be trusted',
    'given that the outlook had turned out to be guesswork',
    'nachdem eine interne Prüfung die Prognosen verworfen hatte',
    'après qu’un audit interne a jugé les prévisions peu fiables',
    'después de que una revisión interna hallara poco fiables las previsiones',
  ],
  [
    'on the advice of the consultants hired in autumn',
    'as recommended by the outside experts',
    'since paid advisers had suggested so',
    'auf Rat der im Herbst beauftragten Berater',
    'sur le conseil des consultants engagés à l’automne',
    'por consejo de los consultores contratados en otoño',
  ],
  [
    'to avoid a penalty under the revised emissions directive',
    'for fear of a fine for its exhaust',
    'lest the regulator punish it',
    'um einer Strafe nach der neuen Emissionsrichtlinie zu entgehen',
    'pour éviter une amende au titre de la directive sur les émissions',
    'para evitar una sanción de la directiva de emisiones',
  ],
  [
    'because a burst pipe had flooded the control room',
    'after water got into the operators’ office',
    'since everything in there was soaked',
    'weil ein Rohrbruch die Leitwarte überflutet hatte',
    'car une canalisation rompue avait inondé la salle de contrôle',
    'porque una tubería rota había inundado la sala de control',
  ],
  [
    'without informing the minority shareholders beforehand',
    'and told the smaller owners only later',
    'behind the backs of some who hold stock',
    'ohne die Minderheitsaktionäre vorab zu unterrichten',
    'sans en informer au préalable les actionnaires minoritaires',
    'sin informar antes a los accionistas minoritarios',
  ],
  [
    'while the court ruling on the land dispute is pending',
    'as judges have yet to decide who owns the plot',
    'with the legal fight about the ground still open',
    'solange das Urteil im Grundstücksstreit aussteht',
    'dans l’attente du jugement sur le litige foncier',
    'mientras está pendiente el fallo sobre el terreno',
  ],
  [
    'as part of a wider plan to cut maintenance spending',
    'which belongs to its savings drive on upkeep',
    'because repairs had become too dear',
    'als Teil eines Plans zur Senkung der Wartungskosten',
    'dans le cadre d’un plan de réduction des coûts d’entretien',
    'como parte de un plan para reducir el mantenimiento',
  ],
];

const english = (event: string, cause: string, who: string): string => {
  const said = `${event.replace('@', who)} ${cause}.`;
  return said.charAt(0).toUpperCase() + said.slice(1);
};

/** A claim about `name`. `taken` keeps one event from being told twice in a session where that can be avoided. */
export function claimOf(random: Random, name: string, taken: Set<string>): Claim {
  const pairs = events.flatMap((_, event) => causes.map((__, cause) => ({ event, cause })));
  const free = pairs.filter(
    ({ event, cause }) => !taken.has(`e${event}`) && !taken.has(`c${cause}`),
  );
  const fresh = pairs.filter(({ event, cause }) => !taken.has(`${event} ${cause}`));
  const { event: e, cause: c } = random.pick(free.length > 0 ? free : fresh);
  for (const key of [`e${e}`, `c${c}`, `${e} ${c}`]) taken.add(key);
  const event = events[e] as Phrase;
  const cause = causes[c] as Phrase;
  const generic = random.pick(['the operator', 'the firm', 'that company', 'the partner']);
  return {
    name,
    source: english(event[0], cause[0], name),
    named: [english(event[1], cause[1], name), english(event[1], cause[2], name)],
    blind: [english(event[2], cause[2], generic), english(event[1], cause[1], generic)],
    translated: [3, 4, 5].map(at => english(event[at] ?? '', cause[at] ?? '', name)),
  };
}
