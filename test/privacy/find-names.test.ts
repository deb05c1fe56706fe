import { expect, test } from 'vitest';
import { createMask } from '../../service/privacy/mask-personal-data.ts';

test.each([
  ['Ich kündige.\n\nZ poważaniem,\nAnna Kowalska', 'Ich kündige.\n\nZ poważaniem,\n[NAME-1]'],
  ['Terminal nie działa.\n\nPozdrawiam\nAnna', 'Terminal nie działa.\n\nPozdrawiam\n[NAME-1]'],
  ['x\n\nSerdecznie pozdrawiam,\nMichał Frąckowiak', 'x\n\nSerdecznie pozdrawiam,\n[NAME-1]'],
  ['x\n\nZ wyrazami szacunku\nEwa Lis', 'x\n\nZ wyrazami szacunku\n[NAME-1]'],
  ['x\n\nDziękuję,\nKuba', 'x\n\nDziękuję,\n[NAME-1]'],
  ['Ödeme gelmedi.\n\nİyi çalışmalar\nAyşe Demir', 'Ödeme gelmedi.\n\nİyi çalışmalar\n[NAME-1]'],
  ['x\n\nSaygılarımla\nMehmet Öz', 'x\n\nSaygılarımla\n[NAME-1]'],
  ['x\n\nTeşekkür ederim,\nZeynep', 'x\n\nTeşekkür ederim,\n[NAME-1]'],
  ['x\n\nSevgiler,\nAli Yıldız', 'x\n\nSevgiler,\n[NAME-1]'],
  ['Kortet nekas.\n\nMed vänliga hälsningar\nBirgitta Åkerlund', 'Kortet nekas.\n\nMed vänliga hälsningar\n[NAME-1]'],
  ['x\n\nMvh\nPetter', 'x\n\nMvh\n[NAME-1]'],
  ['x\n\nTack på förhand,\nLinnea Ek', 'x\n\nTack på förhand,\n[NAME-1]'],
  ['x\n\nMed venlig hilsen\nMads Holm', 'x\n\nMed venlig hilsen\n[NAME-1]'],
  ['x\n\nMet vriendelijke groet,\nJeroen Baars', 'x\n\nMet vriendelijke groet,\n[NAME-1]'],
  ['x\n\nС уважением\nАнна Белова', 'x\n\nС уважением\n[NAME-1]'],
  ['Od: Anna Kowalska\nWysłano: 3 maja\nDo: Support\nTemat: x', 'Od: [NAME-1]\nWysłano: 3 maja\nDo: Support\nTemat: x'],
  ['Kimden: Ayşe Demir\nKonu: x', 'Kimden: [NAME-1]\nKonu: x'],
])('when a letter ends or begins in another language, then its name is hidden and no formula: %j', (text, expected) => {
  expect(createMask()(text)).toBe(expected);
});

test.each([
  ['Es geht nicht. LG Sabine', 'Es geht nicht. LG [NAME-1]'],
  ['Es geht nicht.\n\nVG Uwe Krause', 'Es geht nicht.\n\nVG [NAME-1]'],
  ['Es geht nicht.\n\nMfG Sabine Kurz\nOptik Nord', 'Es geht nicht.\n\nMfG [NAME-1]\nOptik Nord'],
  ['Mit freundlichen Grüßen Sabine Kurz', 'Mit freundlichen Grüßen [NAME-1]'],
  ['no money. Thx Dave', 'no money. Thx [NAME-1]'],
  ['no money.\n\nKR Sabine', 'no money.\n\nKR [NAME-1]'],
  ['rien reçu.\n\nMerci Julie', 'rien reçu.\n\nMerci [NAME-1]'],
  ['rien. Cordialement Sophie Durand', 'rien. Cordialement [NAME-1]'],
  ['nada. Saludos Pedro', 'nada. Saludos [NAME-1]'],
  ['kapot. Groetjes Sanne', 'kapot. Groetjes [NAME-1]'],
  ['trasig. Mvh Erik Svensson', 'trasig. Mvh [NAME-1]'],
  ['trasig.\n\nMed vänlig hälsning Erik Svensson', 'trasig.\n\nMed vänlig hälsning [NAME-1]'],
  ['nie działa. Pozdrawiam Jan Kowalski', 'nie działa. Pozdrawiam [NAME-1]'],
  ['nie działa.\n\nZ poważaniem Jan Kowalski', 'nie działa.\n\nZ poważaniem [NAME-1]'],
])('when a formula and a name share a line without a comma, then the name is hidden: %j', (text, expected) => {
  expect(createMask()(text)).toBe(expected);
});

test.each([
  'We ask.\nBest Western\nRoom 4',
  'no picture on\nLG TV',
  'LG Electronics',
  'Brands: Sony, LG TV, Samsung',
  'Grüß Gott,\nnothing works',
  'It works.\nMerci Beaucoup',
  'nada. Saludos Cordiales',
  'Thanks Team',
  'Thx Support',
  'Thanks All',
  'Best Buy',
  'MVG Ticket',
  'Gracias Equipo',
  'Tack Så Mycket',
])('when no name stands beside what may be a formula, then nothing is hidden: %j', (text) => {
  expect(createMask()(text)).toBe(text);
});

test.each([
  ['It fails.\nSince Monday.\n--\n\nJane Porter\nOwner', 'It fails.\nSince Monday.\n--\n\n[NAME-1]\nOwner'],
  ['Contact form\n-----\n\nBlue Hats\nOwner: none\nOne\nTwo', undefined],
  ['Our list:\n-----\n\nBlue Shoes\nRed Hats\nTel: none\nOne', undefined],
])('when a blank line follows a rule, then what is below it is read as without one: %j', (text, expected = text) => {
  expect(createMask()(text)).toBe(expected);
});

test.each([
  ['the card of Mrs Jane Porter is declined', 'the card of Mrs [NAME-1] is declined'],
  ["Mr O'Neill's refund and Mr. K. Papadakis", "Mr [NAME-1]'s refund and Mr. [NAME-2]"],
  ['Mr Ahmed Nasser, Dr. Lena Okafor', 'Mr [NAME-1], Dr. [NAME-2]'],
  ['Frau Sabine Krüger, Telefon folgt', 'Frau [NAME-1], Telefon folgt'],
  ['Dr. med. Anna Wolf kündigt', 'Dr. med. [NAME-1] kündigt'],
  ['Guten Morgen Herr Dr. Kern, bitte', 'Guten Morgen Herr Dr. [NAME-1], bitte'],
  ['an Herrn Prof. Dr. Karl Tann', 'an Herrn Prof. Dr. [NAME-1]'],
  ['Frau Doktor Lehmann fragt', 'Frau Doktor [NAME-1] fragt'],
  ['Hallo Frau Weber Terminal geht nicht, Weber', 'Hallo Frau [NAME-1] Terminal geht nicht, [NAME-1]'],
  ['Herr Müller Rechnung 4711, die Rechnung', 'Herr [NAME-1] Rechnung 4711, die Rechnung'],
  [
    'Hallo Herr Weber Kartenleser geht nicht, der Kartenleser ist neu',
    'Hallo Herr [NAME-1] Kartenleser geht nicht, der Kartenleser ist neu',
  ],
  ['Herr Weber Anfrage offen, meine Anfrage', 'Herr [NAME-1] offen, meine Anfrage'],
  ['Pani Kowalska Płatność nie, Płatność', 'Pani [NAME-1] Płatność nie, Płatność'],
  ['Mrs Jane Porter Support contract', 'Mrs [NAME-1] Support contract'],
  ['Herrn Dr. Wolf geht das Gerät aus', 'Herrn Dr. [NAME-1] geht das Gerät aus'],
  ['le dossier de Mme Roche et de M. Jean Petit', 'le dossier de Mme [NAME-1] et de M. [NAME-2]'],
  ['la Sra. Ana Ruiz y el Sr. García', 'la Sra. [NAME-1] y el Sr. [NAME-2]'],
  ['Best contact: Jane Porter, mornings', 'Best contact: [NAME-1], mornings'],
  ['Ansprechpartner: Jürgen Wolf\nGerät: MR5', 'Ansprechpartner: [NAME-1]\nGerät: MR5'],
  ["hello it's Dave Thornton here, the till is dead", "hello it's [NAME-1] here, the till is dead"],
  ["Hiya, it's Bev from the Red Lion, no money", "Hiya, it's [NAME-1] from the Red Lion, no money"],
  ['Dave Thornton here from the Red Lion', '[NAME-1] here from the Red Lion'],
  ['Hier spricht Jürgen Wolf, das Gerät piept', 'Hier spricht [NAME-1], das Gerät piept'],
  ['Guten Tag, hier ist Sabine Kern vom Kiosk', 'Guten Tag, hier ist [NAME-1] vom Kiosk'],
  ["Bonjour, c'est Marie Dupont à l'appareil", "Bonjour, c'est [NAME-1] à l'appareil"],
  ['Hola, soy Ana Ruiz, de la panadería', 'Hola, soy [NAME-1], de la panadería'],
  ['Dzień dobry, nazywam się Anna Kowalska', 'Dzień dobry, nazywam się [NAME-1]'],
  ['Hej, jag heter Linnea Ek', 'Hej, jag heter [NAME-1]'],
])('when people are called by name, then it is hidden: %j', (text, expected) => {
  expect(createMask()(text)).toBe(expected);
});

test.each([
  'Sr. Engineer wanted, Sr Manager asks, Dr. No, MS Windows, Miss nothing',
  'well, Mrs. Treasurer? Mr. Chairman, thank you',
  'Frau am Telefon, Herr der Lage, meine Frau hat bezahlt',
  'Ms Excel file attached, Ms SQL Server, Mx Record missing, Dr Failover test',
  'Sr. Backend Engineer here: Backend gives 500',
  'Sayın Yetkili, ödeme gelmedi. Sayın Müşteri Hizmetleri',
  "It's Christmas again, payouts late. It's Verifone from the old shop. Verifone is dead",
  "Same Problem here, cannot log in. C'est Carte Bleue, pas Visa",
  'Size M. Wrong one sent. Do: Factory Reset\nData: lost',
  'Size M. Payment failed, section M. 3',
  'Contact: Card Support\nContact: by phone, please\nKontakt: 9 bis 17 Uhr',
  "it's Monday here and it's Visa from today, it is Klarna from now on, It is working again",
  'Hier ist die Rechnung, hier ist Terminal 3, ici Paris, soy cliente nuevo',
  'Reader here, Payment Terminals here. Payout is late here.',
  'From the list: no names. Do: restart. Od jutra: zamknięte',
])('when no person is called, then nothing is hidden: %s', (text) => {
  expect(createMask()(text)).toBe(text);
});

test.each([
  'Hello,\n\nKiosk Mode',
  'Hi,\nTipping Screen, how to switch off',
  'Good morning Meridian team,\n\nContactless Limit',
  'Guten Tag,\n\nKündigung, bitte zum 30.06. bestätigen.',
  'Hallo zusammen\n\nKontoauszug Februar, bitte per Mail.',
  'Guten Tag, ich brauche die Rechnung vom Mai',
  'Bonjour,\n\nRemboursement, commande 5521, toujours rien.',
  'Hola,\n\nCobro Duplicado',
  'Guten Tag,\nGirocard, keine Zahlung möglich',
  'Hello\n\nContactless\nnot working since Monday\nplease help',
  'Merhaba,\n\nKiosk Modu',
  'Cześć,\n\nFaktura Majowa',
  'Hej,\n\nKvitto Saknas',
  'we see this in the log:\n\nConnectionRefused\nat pay.js',
  'What fails:\n\nSplit Bill',
  'We need two things.\n\nTipping Screen, how to switch off\nplease',
  'Please send:\n- Tax Report\n- Kiosk Mode',
  'We miss:\n– Tap Pay\n– Gift Voucher Link',
])('when a short letter ends with what it asks for, then that stays: %j', (text) => {
  expect(createMask()(text)).toBe(text);
});

test.each([
  ['no money came\n\nHamish Rattray, purser', 'no money came\n\n[NAME-1], purser'],
  ['no money came\n\nDulcie Hargreave, last Treasurer', 'no money came\n\n[NAME-1], last Treasurer'],
  ['no money came\n\nGeneviève Laporte\nthe blue studio', 'no money came\n\n[NAME-1]\nthe blue studio'],
  ['no money came\n\n\n\n\n\n\nBob', 'no money came\n\n\n\n\n\n\n[NAME-1]'],
  ['Hi Sam, no money came\n\nBob', 'Hi Sam, no money came\n\n[NAME-1]'],
  ['Hello,\nno money came\n\nMick Dowdall, stall 14', 'Hello,\nno money came\n\n[NAME-1], stall 14'],
  ['my details:\n\nJane Porter\nOwner', 'my details:\n\n[NAME-1]\nOwner'],
  ['Bitte melden Sie sich bei:\n\nJana Kern', 'Bitte melden Sie sich bei:\n\n[NAME-1]'],
  ['New user to add:\n\nJane Porter', 'New user to add:\n\n[NAME-1]'],
  ['Ship it to:\n\nJane Porter\n14 Station Road', 'Ship it to:\n\n[NAME-1]\n[ADDRESS-1]'],
  ['Hi,\n\nJane Porter\n07700 900123', 'Hi,\n\n[NAME-1]\n[PHONE-1]'],
  ['Bonjour\n\nMarie Dupont', 'Bonjour\n\n[NAME-1]'],
  ['Hi,\n\nLayla Kassem', 'Hi,\n\n[NAME-1]'],
  ['Hi,\n\nNeil Young', 'Hi,\n\n[NAME-1]'],
  ['Hi,\n\nJan Martens', 'Hi,\n\n[NAME-1]'],
  ['Hallo,\n\nTill Meinert', 'Hallo,\n\n[NAME-1]'],
  ['Hi,\n\nAda Clement', 'Hi,\n\n[NAME-1]'],
  ['Hi team,\n\nJana', 'Hi team,\n\n[NAME-1]'],
  ['Two things:\n- one\n- two\n\n- Jana', 'Two things:\n- one\n- two\n\n- [NAME-1]'],
  ['no money came\n\nJana Kern, please call me', 'no money came\n\n[NAME-1], please call me'],
  ['Klein waits.\n\nRegards,\nPeter Klein', '[NAME-1] waits.\n\nRegards,\n[NAME-1]'],
  ['no money came\n\nRegards,\nJane Porter Treasurer', 'no money came\n\nRegards,\n[NAME-1]'],
  ['no money came - Ffion', 'no money came - Ffion'],
  ['no money came. - Ffion', 'no money came. - [NAME-1]'],
  ['no money came\n- Ffion', 'no money came\n- [NAME-1]'],
])('when somebody signs below the matter, then the name is hidden: %j', (text, expected) => {
  expect(createMask()(text)).toBe(expected);
});

test.each([
  ['Tap to pay fails on every phone.', 'Tap Room'],
  ['Premium costs more, and a Link expires.', 'Premium Link Studio'],
  ['Express payouts stopped. Wallet shows nothing.', 'Express Wallet'],
  ['Plus is too dear for us.', 'Plus Pharmacy'],
  ['Chip works, swipe does not.', 'Chip'],
  ['Contactless fails in the Cloud app.', 'Contactless Cloud Kitchen'],
  ['Direct debit and Instant payout fail.', 'Direct Instant Garage'],
  ['Split Bill is gone from the Screen.', 'Split Screen Bar'],
])('when a firm signs that is called like the matter, then the matter stays: %s', (matter, firm) => {
  expect(createMask()(`${matter}\n\nRegards,\n${firm}`)).toBe(`${matter}\n\nRegards,\n[NAME-1]`);
});

test.each(['Jane Porter', 'Okonkwo Bakery', 'Nadia Kitchen'])(
  'a name that %s has of its own is hidden elsewhere',
  (signature) => {
    const [first] = signature.split(' ');
    expect(createMask()(`We, ${first}, wait.\n\nRegards,\n${signature}`)).toBe(
      'We, [NAME-1], wait.\n\nRegards,\n[NAME-1]',
    );
  },
);
