import { describe, expect, test } from 'vitest';
import { cleanMail } from './tickets.ts';

describe('when the last paragraph tells of a company or of paper, then it stays', () => {
  test.each([
    'Please update the registered office to 4 Park Lane, Bristol and the VAT number to GB987654321 on all invoices.',
    'VAT number GB987654321\nCompany number 01234567',
    'Our registered office is now 4 Park Lane and the VAT number GB987654321.',
    'The company number on it belongs to a different, specific branch, remove it.',
    'Bitte tragen Sie den neuen Geschäftsführer Karl Bergmann und die USt-IdNr. DE123456789 ein.',
    'Der Geschäftsführer hat gewechselt, der Auszug aus dem Handelsregister liegt bei.',
    'Merci de modifier le siège social (12 rue des Lilas, Lyon) et le SIRET 12345678900011 sur les factures.',
    'Cambien el domicilio social a Calle Mayor 12 y el CIF a B12345678.',
    'Neue Geschäftsführer: Uwe Kern, HRB 1234, Amtsgericht Kiel',
    'Change Registered office to 4 Park Lane, VAT number GB1.',
    'Sitz der Gesellschaft ist jetzt Kiel, Amtsgericht Kiel HRB 1234',
    'Der Empfänger hat die Zahlung irrtümlich doppelt erhalten. Bitte den Absender informieren und die zweite Zahlung löschen. Belege in den Anlagen.',
    'El destinatario recibió por error el pago. Borrar el registro, avisar al remitente, adjunto el justificante.',
    'Le destinataire a reçu par erreur le virement, prévenir l’expéditeur, supprimer le bénéficiaire, preuves en pièces jointes.',
    'The transfer was intended for another supplier and sent by mistake. Contact us, delete the beneficiary, see the attachments.',
    'Registered in England is what it says, Wales is right. VAT number GB1.',
    'Amtsgericht Kiel, HRB 471 statt HRB 417, Sitz der Gesellschaft Kiel statt Lübeck.',
    'The cardholder states fraud, the goods were sent to the addressee, attachments prove it, no unauthorised use.',
    'Digital receipts help save paper, please switch printing off on all terminals.',
    'Please consider the environment: sandbox, region eu-west, key rotated on Monday.',
    'Pensez à l’environnement de test, la clé est périmée.',
    'Der Umwelt zuliebe bitte den Bondruck abschalten.',
    'Bitte prüfen Sie, ob diese Zahlung eingegangen ist.',
    'El terminal se apaga antes de imprimir el recibo.',
    'When shoppers try to unsubscribe they click and nothing happens.',
  ])('%s', (paragraph) => {
    expect(cleanMail(`About our shop.\n\n${paragraph}`).body).toBe(`About our shop.\n\n${paragraph}`);
    expect(cleanMail(`About our shop.\n\n${paragraph}\n\nSent from my iPhone`).body).toContain(paragraph);
  });

  test.each([
    'Please put this on our invoices:\n\nKern GmbH, Uferweg 3, 24103 Kiel\nSitz der Gesellschaft: Kiel, HRB 471\nGeschäftsführer: Uwe Kern',
    'Our mails end with this text, which you cut:\n\nThis e-mail is confidential. If you received it in error, delete it.',
  ])('also when it is announced: %s', (body) => {
    expect(cleanMail(body).body).toBe(body);
  });
});

describe('when the last paragraph is a notice or a register entry, then it is set aside', () => {
  test.each([
    'Acme Ltd. Registered in England and Wales, company number 01234567. VAT number GB987654321.',
    'Acme Ltd\nCompany number 01234567\nVAT number GB987654321',
    'Acme Pay is authorised and regulated by the Financial Conduct Authority. VAT No. GB1',
    'Acme Inc, incorporated in New York. VAT no. 12',
    'Kern GmbH, Sitz der Gesellschaft: Kiel, Amtsgericht Kiel HRB 471, Geschäftsführer: Uwe Kern, USt-IdNr. DE123456789',
    'SARL Les Ajoncs au capital de 10 000 euros - Siège social : 12 rue des Lilas, Lyon - SIRET 12345678900011',
    'Brisa Marina S.L. Inscrita en el Registro Mercantil de Madrid. CIF B12345678.',
    'Wenn Sie diese E-Mail irrtümlich erhalten haben, informieren Sie den Absender und löschen Sie die E-Mail samt Anlagen. Unbefugte Weitergabe ist nicht gestattet.',
    'Ce message est destiné exclusivement à son destinataire. Si vous avez reçu ce message par erreur, merci de le détruire.',
    'Este mensaje va dirigido exclusivamente a su destinatario. Si ha recibido este correo por error, elimínelo.',
    'Please save paper. Do not print this e-mail unless necessary.',
    'Please consider the environment. This mail is no offer.',
    'Der Umwelt zuliebe bitte nur ausdrucken, wenn nötig.',
    'Antes de imprimir este correo, piense si es necesario.',
    'To unsubscribe, click here.',
    'Acme Ltd. Registered in England, company number 01234567. Registered office: 12 New Street, Birmingham. VAT number GB1.',
    'Change Coffee Ltd is registered in England No 01234567. VAT No GB12. Please visit our website for details.',
    "SARL Dupont au capital de 8 000 € - RCS Lyon 123 - SIRET 123 - Siège social : 12 rue de l'Est, Lyon",
    'Banque Est SA, au capital de 8 000 €, RCS Nancy 123, Siège social : 4 rue Neuve',
    'SARL Dupont au capital de 1000 euros dont le siège social est situé 4 rue Neuve. RCS Lyon 123.',
    'Sitz der Gesellschaft ist Kiel, Amtsgericht Kiel HRB 1234, Geschäftsführer: Uwe Kern',
    'Sitz der Gesellschaft: Kiel, Amtsgericht Kiel HRB 1234\nBitte beachten Sie unsere Datenschutzhinweise.',
    'Acme Bank plc is authorised and regulated by the FCA. Registered office is at 4 Park Lane. VAT no 1. Acme has a branch in Leeds.',
    'Registered in England No. 0123456. VAT No. GB123. For our privacy policy please visit www.acme.example',
  ])('%s', (footer) => {
    expect(cleanMail(`About our shop.\n\n${footer}`)).toMatchObject({
      body: 'About our shop.',
      setAside: [{ kind: 'legal_footer', text: footer }],
    });
  });
});

describe('when the lines below a closing are an address or a slogan, then the signature goes', () => {
  test.each([
    ...[
      '14 Station Road',
      '200-1234 Granville Street',
      'Leeds LS1 4DY',
      '221B Baker Street',
      '3rd Floor, Marina House',
      '123 Main St, Suite 4',
    ],
    ...['70565 Stuttgart', '60313 Frankfurt am Main', '28013 Madrid', '20121 Milano (MI)', '1234 AB Utrecht'],
    ...['12 rue des Lilas', '14 place de la République', 'calle Mayor 12', 'via Roma 5', 'rua Augusta 12'],
    ...['ul. Długa 12', '00-950 Warszawa', '1200-109 Lisboa', '111 22 Stockholm'],
    ...['Customer Care Lead | We help you grow', 'Book a meeting with me: https://cal.example/jo', "We're hiring!"],
    ...['Follow us on Instagram', 'Nous recrutons !', 'Besuchen Sie uns: www.kern.example', 'Book a call with us here'],
  ])('%s', (line) => {
    const mail = `The reader is dead.\n\nKind regards,\nEmma Clarke\nClarke Deli\n${line}\n0113 496 0123`;
    expect(cleanMail(mail)).toMatchObject({ body: 'The reader is dead.', setAside: [{ kind: 'signature' }] });
  });

  test.each([
    ...['10 Paper Rolls', '5521 Refund', '2 Readers Offline', '4 Geräte offline', '4711 Rechnung'],
    ...['14 customers complained in the park', '3 days at 14 Station Road', 'via app 5 times'],
    ...['Terminal | we get an error', 'Kiosk | help us', 'Book a call with me tomorrow, the tills are down'],
    ...['New address: 14 Station Road', 'Neue Adresse: Uferweg 3', 'Nouvelle adresse : 12 rue des Lilas'],
    ...[
      '1234 PIN Reset',
      '12345 Kiosk Mode',
      '2024 Tax Statement',
      '4711 Kartenleser Kiel',
      'via Mobile Banking 2 times',
    ],
    ...['5 Receipt Printers Close By', '2 new readers for Main St', '12 cours gratuits annulés', '12 Rolls Close'],
    ...['Store Leeds | you charged us twice', 'Main Till | screen black, your app crashes', 'Leeds | your app crashes'],
    ...['Visit our help page, nothing works', 'Find us a technician for Monday', 'Visit us Monday to fix it'],
    ...['Connect with us by phone today', 'Schedule a call: Monday', 'Kiosk Lead | We make you wait twice'],
    ...['Card Machine Dead', 'Receipts Blank', 'Till Frozen', 'Broken Printer', 'Duplicate Charge', 'receipts blank'],
    ...['Gerät Defekt', 'Lecteur En Panne', 'Datáfono Roto'],
    ...['Corrected IBAN: DE12', 'New bank account: DE12'],
    ...['Follow us when you can', 'We are hiring and need two more users', 'Visit us tomorrow, the terminals are down'],
  ])('a matter stays with all above it: %s', (line) => {
    const mail = `The reader is dead.\n\nThanks,\nEmma\n${line}`;
    expect(cleanMail(mail).body).toBe(mail);
  });
});

test.each(['Till & Sons', 'Blank Street Coffee', 'Frozen Foods', 'Payments Manager', 'Machine Shop Leeds'])(
  'when %j stands below the name, then it is the firm or the office and goes',
  (line) => {
    expect(cleanMail(`The reader is dead.\n\nThanks,\nEmma Clarke\n${line}`).body).toBe('The reader is dead.');
  },
);

describe('when details of the matter stand in a paragraph below the name, then they stay', () => {
  test.each([
    'Terminal ID: T-4431\nReceipt Printer: Epson TM\nFirmware: 4.2.1',
    'Seriennummer: MR7-20981\nStandort: Kiel',
    'Numéro de série : MR7-20981',
    'Modelo: V400m\nPedido: 5521',
    'Versione: 4.12\nDispositivo: Nexi',
    'Serienummer: 20981',
  ])('%s', (details) => {
    const mail = `It does not start.\n\nThanks,\nBecky\n\n${details}`;
    expect(cleanMail(mail).body).toBe(mail);
  });

  test.each([
    'Tel: 0161 496 0199\nAddress: 14 Station Road\nWeb: hill.example',
    'Geschäftsführer: Uwe Kern',
    'Öffnungszeiten: Mo-Fr 9-17',
    'Starlight Picture Houses: Clonmel, Birr',
    'Von: Lager\nGesendet: Montag',
    'Attachment: CV.pdf',
    'Durchwahl: 0431 1234\nZimmer: 12',
    'Switchboard: 0161 496 0199\nHotline: 0161 496 0199',
    'Standard : 01 02 03 04 05',
    'Centralita: 912 345 678\nExtensión: 12',
    'Bankverbindung: Sparkasse Kiel\nIBAN: DE12',
    'Shop: 14 Station Road\nWarehouse: 3 Hill Lane',
    'New York Office: 4 Main Street',
    'Newcastle Office Phone: 020 1234 5678',
    'Neues Rathaus Kiel: Fleethörn 9',
  ])('a contact goes: %s', (contact) => {
    expect(cleanMail(`It does not start.\n\nThanks,\nBecky\n\n${contact}`).body).toBe('It does not start.');
  });
});

describe('when the last line tells of a parcel or of a phone, then it stays', () => {
  test.each([
    'Sent from the warehouse on 3 March, no tracking.',
    'Sent from my shop in Leeds, tracking RM123.',
    'Sent via mobile banking',
    'Sent from my iPhone on Monday, no reply',
    'Gesendet mit DHL am 3. März, Nummer 00340434.',
    'Gesendet mit der Post, die Sendungsnummer fehlt noch.',
    'Gesendet von der Sparkasse',
    'Mit Android geht es nicht',
    'Von meinem iPhone aus geht die App nicht',
    'Envoyé depuis notre boutique de Lyon le 3 mars.',
    'Envoyé avec Orange Money, pas reçu',
    'Enviado con Correos el 3 de marzo.',
    'Inviato da Roma il 3 marzo, mai arrivato',
    'Verzonden met PostNL',
    'Wysłano z magazynu 3 marca',
    'Sent with Spark Driver, parcel 1234',
    'Sendt fra MobilePay',
    'Sent from a French bank account',
    'Sent from an old address',
    'Inviato dal mio conto',
    'Gesendet von meinem Lager, das Gerät fehlt',
    'Gesendet mit freenet Paket, Nummer 12',
  ])('%s', (line) => {
    expect(cleanMail(`The new reader is not here.\n\n${line}`).body).toBe(`The new reader is not here.\n\n${line}`);
  });
});

describe('when a phone or a mail program signs, then its line goes', () => {
  test.each([
    'Sent from Yahoo Mail on Android',
    'Sent from Mail for Windows 10',
    'Sent from my SM-G950F',
    'Sent from my T-Mobile 5G Device',
    'Sent from my iPhone 12.1',
    'Sent from Proton Mail Android: https://proton.example',
    'Gesendet mit freenet Mail',
    'Gesendet von meinem Gerät',
    'Gesendet von unterwegs',
    'Inviato da Libero Mail',
    'تم الإرسال من هاتفي',
    'أرسل من جهاز سامسونج',
    'Sent from my mobile device, please excuse any typos.',
    'Sent from my allotment',
    'Sent from my phone, which also has chips on it',
    'Get Outlook for iOS<https://aka.example/o0ukef>',
    'Gesendet mit der GMX Mail App',
    'Diese Nachricht wurde von meinem Android-Gerät mit WEB.DE Mail gesendet.',
    'Envoyé à partir d’Outlook pour iOS',
    'Envoyé depuis l’application Mail Orange',
    'Enviado desde Correo para Windows 10',
    'Enviado do meu iPhone',
    'Inviato dal mio smartphone Galaxy',
    'Verzonden vanuit Outlook',
    'Skickat från min iPhone',
    "Wysłane z iPhone'a",
    'iPhone’umdan gönderildi',
  ])('%s', (line) => {
    expect(cleanMail(`The new reader is not here.\n\n${line}`)).toMatchObject({
      body: 'The new reader is not here.',
      setAside: [{ kind: 'signature', text: line }],
    });
  });
});
