import { expect, test } from 'vitest';
import { createMask } from '../../service/privacy/mask-personal-data.ts';

test.each([
  ['Name:\nAna Ruiz\n\nBody:\nlate', 'Name:\n[NAME-1]\n\nBody:\nlate'],
  ['Full Name | Ana Ruiz\nTopic | late', 'Full Name | [NAME-1]\nTopic | late'],
  ['*Name:* Ana Ruiz', '*Name:* [NAME-1]'],
  ['Vorname: Ana\nNachname: Ruiz', 'Vorname: [NAME-1]\nNachname: [NAME-2]'],
  ['Nom : Durand\nPrénom : Sophie\nSophie attend', 'Nom : [NAME-1]\nPrénom : [NAME-2]\n[NAME-2] attend'],
  ['Nombre: Lucía Fernández', 'Nombre: [NAME-1]'],
  ['Naam: Jan de Vries', 'Naam: [NAME-1]'],
  ['Namn: Erik Svensson', 'Namn: [NAME-1]'],
  ['Imię i nazwisko: Jan Kowalski', 'Imię i nazwisko: [NAME-1]'],
  ['Name: Ana Ruiz\nStraße: Lange Gasse 4', 'Name: [NAME-1]\nStraße: [ADDRESS-1]'],
])('when a form asks for a name, then it is hidden: %j', (text, expected) => {
  expect(createMask()(text)).toBe(expected);
});

test.each([
  'Product name: Card Reader\nName: Terminal 4',
  'Name | Price | Qty\nBlue Hats | 4 | 2',
  'Name | Unit Price\nBlue Hats | 4',
  'Name:\nEmail:\nPhone:',
  'Name:\nMessage\nno money came',
  'Name:\nPlease call',
  'Nom : Carte Bleue\nNombre: Datáfono 3\nNombre del producto: Lector',
])('when a field holds no name, then it stays: %j', (text) => {
  expect(createMask()(text)).toBe(text);
});

test.each([
  [
    'No money since noon.\n\nUwe Krause\nManager\nKrause Optik\nHamburg\nTel 040 123 45 67',
    'No money since noon.\n\n[NAME-1]\nManager\nKrause Optik\nHamburg\nTel [PHONE-1]',
  ],
  [
    'When does it start?\n\nTom Reid | Account Executive\nBook a meeting with me\nO: 020 7946 0100 | C: 07700 900888',
    'When does it start?\n\n[NAME-1] | Account Executive\nBook a meeting with me\nO: [PHONE-1] | C: [PHONE-2]',
  ],
  [
    'No file came.\n\n*Lena Okafor*\n*Finance*\nLagos Eats\n+234 803 123 4567',
    'No file came.\n\n*[NAME-1]*\n*Finance*\nLagos Eats\n[PHONE-1]',
  ],
  [
    'Broken.\n\nJane Poe, Owner\nPoe Ltd\nLeeds\njane@poe.example',
    'Broken.\n\n[NAME-1], Owner\nPoe Ltd\nLeeds\n[EMAIL-1]',
  ],
])('when a letter ends with contact details and no closing, then their name is hidden: %j', (text, expected) => {
  expect(createMask()(text)).toBe(expected);
});

test.each([
  ['two products', 'We sold these.\n\nBlue Hats\nRed Hats\nGreen Hats\nTel 0161 496 0199'],
  ['an announced list', 'We ordered:\n\nBlue Hats\nBlack Shoes\nGloves\nTel 0161 496 0199'],
  ['a list above a sentence', 'We sold these.\n\nBlue Hats\nBlack Shoes\nGloves\nCall us on 0161 496 0199'],
  ['a list above days', 'It fails.\n\nBlue Hats\nBlack Shoes\n12.03.2026 14.50\nAmounts'],
  ['a device', 'These fail.\n\nCard Machine\nShop 4\nLeeds\nTel 0161 496 0199'],
  ['a heading', 'We are open.\n\nOpening Hours\nMonday 9\nTuesday 9\nTel 0161 496 0199'],
])('when %s stands above a phone number, then its words stay', (_what, text) => {
  expect(createMask()(text)).toBe(text.replace('0161 496 0199', '[PHONE-1]'));
});
