import { expect, test } from 'vitest';
import { createMask } from '../../service/privacy/mask-personal-data.ts';

test.each([
  ['send a replacement to 14 Station Road, Leeds LS1 4DY', 'send a replacement to [ADDRESS-1]'],
  ['please ship it to 123 Main St, Suite 4, Springfield, IL 62704 today', 'please ship it to [ADDRESS-1] today'],
  ['we moved to Flat 3, 21 Queens Gardens, the reader did not', 'we moved to [ADDRESS-1], the reader did not'],
  ['deliver to 9 mill lane, leeds ls1 4dy', 'deliver to [ADDRESS-1]'],
  ['it went to 7a Old Church Close.', 'it went to [ADDRESS-1].'],
  ['Bitte an Uferstraße 3a, 24103 Kiel liefern', 'Bitte an [ADDRESS-1] liefern'],
  ['Bitte an die Berliner Straße 12 liefern', 'Bitte an die [ADDRESS-1] liefern'],
  ['Lieferung an\nAm Markt 5\n70565 Stuttgart', 'Lieferung an\n[ADDRESS-1]'],
  ['Nous sommes au 12 bis, rue des Lilas, 69003 Lyon depuis mai', 'Nous sommes au [ADDRESS-1] depuis mai'],
  ['Estamos en la calle Mayor 12, 28013 Madrid desde mayo', 'Estamos en la [ADDRESS-1] desde mayo'],
  ['Av. Insurgentes Sur 1602, piso 3', '[ADDRESS-1], piso 3'],
  ['Rua das Flores, 120', '[ADDRESS-1]'],
  ['consegnare in Via Roma 12, 20121 Milano', 'consegnare in [ADDRESS-1]'],
  ['Prosimy wysłać na ul. Długa 12, 00-238 Warszawa', 'Prosimy wysłać na [ADDRESS-1]'],
  ['Oudegracht 12, 3511 AB Utrecht', '[ADDRESS-1]'],
  ['Skicka till Storgatan 14, 111 23 Stockholm', 'Skicka till [ADDRESS-1]'],
  ['Atatürk Caddesi No: 12', '[ADDRESS-1]'],
  ['شارع الملك فهد 12', '[ADDRESS-1]'],
  ['P.O. Box 40417, Abu Dhabi', '[ADDRESS-1], Abu Dhabi'],
  ['Name: Omar Haddad\nAddress: Unit 4, Marina House, Dubai\nTID: 12', 'Name: [NAME-1]\nAddress: [ADDRESS-1]\nTID: 12'],
  ['Lieferadresse: Hof Lindner 3, Kiel', 'Lieferadresse: [ADDRESS-1]'],
  ['Dirección: Mayor 12, 3º B', 'Dirección: [ADDRESS-1]'],
  ['the postcode is LS1 4DY, the check says no', 'the postcode is [ADDRESS-1], the check says no'],
  ['zip code 1234 is wrong', 'zip code [ADDRESS-1] is wrong'],
  ['PLZ 70565 wird abgelehnt', 'PLZ [ADDRESS-1] wird abgelehnt'],
])('%j becomes %j', (text, expected) => {
  expect(createMask()(text)).toBe(expected);
});

test.each([
  'our 2 High Street shops and 3 Park Lane readers are down',
  'It takes 24 Hours. Drive is full, 5 Star ratings, 3 Way match',
  '404 Not Found, 500 Internal Server Error, 3 Main Readers',
  'It was 12.50 on the road, 9 on high street',
  'via Stripe 3 times, Via PayPal 3 times, via API 2',
  'Zahlungsweg 2, Rechtsweg, Arbeitsplatz 3, Kassenplatz 4, Bahnsteig 7, Käufer 3, Monitoring 2',
  'Transaktion 12345 Stuttgart, Bestellung 10023 Lieferung, Am Montag 3 Zahlungen',
  'IP address: 10.0.3.12 port 5432, email address: none, the address line 2 field is missing',
  'Address: wrong since 3 May\nAddress: error 12, when we save it',
  'the place 3 in the queue, 2 place settings, 3 cours de formation, la route 2',
  'En la calle hay 12 personas, la plaza 3 está libre',
  'AVS says postcode mismatch (N), zip 2 files, zip archive 20241103',
  'MR7 2AB and E2 4AB are shown, T1 2GB, order 1234 AB',
  'On May 12, 2025 Meridian charged us, Kasse 3, 12345 Zahlungen, Invoice 12, 45000 Euro',
  'on 12 May St John paid, 3 Google Drive links, zip code 12 is wrong',
  'street 2, road 3, avenue for growth 4',
  'PO 12345 and box 12, Decade 2, Brigade 3',
])('stays as it is: %s', (text) => {
  expect(createMask()(text)).toBe(text);
});
