/** A mail as it arrives, the request in it, and what should be set aside, in order. All data is invented. */
export interface Mail {
  name: string;
  subject?: string;
  mail: string;
  request: string;
  kinds: string[];
}

export const englishMails: Mail[] = [
  {
    name: 'Gmail answer above the quote',
    mail: 'Yes please, close it at the end of June.\n\nOn Tue, 3 Jun 2025 at 10:02, Ana Support <help@meridian.example> wrote:\n\n> Shall we close the account?\n> Ana',
    request: 'Yes please, close it at the end of June.',
    kinds: ['quoted_reply'],
  },
  {
    name: 'header wrapped over three lines',
    mail: 'The reader came back dead again.\n\nOn Tuesday, 3 June 2025 at 10:02, Ana From The\nVery Long Department <help@meridian.example>\nwrote:\n\n> We sent a new one.',
    request: 'The reader came back dead again.',
    kinds: ['quoted_reply'],
  },
  {
    name: 'quote without > after a header with an address',
    mail: 'Still no money.\n\nOn 3 Jun 2025, at 10:02, Support <help@meridian.example> wrote:\n\nIt will arrive on Monday.\nRegards, Support',
    request: 'Still no money.',
    kinds: ['quoted_reply'],
  },
  {
    name: 'Outlook answer',
    mail: 'The invoice still shows the old address.\n\nFrom: Billing <billing@meridian.example>\nSent: Monday, June 2, 2025 4:11 PM\nTo: Joe Bloggs <joe@shop.example>; Amy Bloggs <amy@shop.example>;\n Pat Bloggs <pat@shop.example>\nSubject: RE: Invoice\n\nWe have changed it.',
    request: 'The invoice still shows the old address.',
    kinds: ['forwarded_header', 'quoted_reply'],
  },
  {
    name: 'Outlook answer below a line of underscores',
    mail: 'Please send it to Leeds.\n\n________________________________\nFrom: Stock <stock@meridian.example>\nSent: 02 June 2025 16:11\nTo: Joe\nSubject: Paper rolls\n\nWhere to?',
    request: 'Please send it to Leeds.',
    kinds: ['forwarded_header', 'quoted_reply'],
  },
  {
    name: '-----Original Message-----',
    mail: 'No, the other terminal.\n\n-----Original Message-----\nFrom: Support\nSent: Monday\n\nIs it T-4?',
    request: 'No, the other terminal.',
    kinds: ['forwarded_header', 'quoted_reply'],
  },
  {
    name: 'signature with a delimiter',
    mail: 'My card machine shows E-117.\n\n-- \nJoe Bloggs | Owner\nBloggs Bakery Ltd\n+44 1632 960 177\nwww.bloggs-bakery.example',
    request: 'My card machine shows E-117.',
    kinds: ['signature'],
  },
  {
    name: 'regards, name, title, firm',
    mail: 'Where is the payout of Monday?\n\nKind regards,\nNuala Twomey\nHead of retail\nSecond Acorn Trust',
    request: 'Where is the payout of Monday?',
    kinds: ['signature'],
  },
  {
    name: 'thanks with a name, then a second signature and a notice',
    mail: 'Can I have a copy of the contract?\n\nThank you,\nPhilippa\n\n--\nPhilippa Marsden | Director\nmarsden.example\nThis e-mail is confidential. If you received it in error, delete it and notify the sender.',
    request: 'Can I have a copy of the contract?',
    kinds: ['signature', 'legal_footer'],
  },
  {
    name: 'title in small letters above a delimiter',
    mail: 'Which rate do I pay?\n\nRegards\nTomasz Wilk\nLead engineer, Gridmoth FZ-LLC\n\n--\nGridmoth | Dubai | gridmoth.example',
    request: 'Which rate do I pay?',
    kinds: ['signature'],
  },
  {
    name: 'sent from a phone',
    mail: 'i cant log in since the update\n\nSent from my iPhone',
    request: 'i cant log in since the update',
    kinds: ['signature'],
  },
  {
    name: 'a notice in several lines and paragraphs, fenced',
    mail: 'Please raise our limit to 50k.\n\nBest,\nIngrid\n\n*****\nThis message and any attachments are intended solely for the addressee\nand may be privileged. Unauthorised disclosure is prohibited.\n\nIf you are not the intended recipient, please notify the sender and\ndelete all copies.\n*****',
    request: 'Please raise our limit to 50k.',
    kinds: ['signature', 'legal_footer'],
  },
  {
    name: 'a note about the environment',
    mail: 'We need ten paper rolls.\n\nPlease consider the environment before printing this e-mail.',
    request: 'We need ten paper rolls.',
    kinds: ['legal_footer'],
  },
  {
    name: 'forwarded with an opinion: only the opinion asks',
    subject: 'Fwd: Your payouts are suspended',
    mail: 'Is this one of yours? My partner got it this morning and nearly typed the password into the page, which asks for the texted code as well.\n\n---------- Forwarded message ---------\nFrom: Meridian Care <care@meridian-check.example>\nDate: Mon, 6 Oct 2025\nSubject: Your payouts are suspended\n\nDear merchant, confirm your account.',
    request:
      'Is this one of yours? My partner got it this morning and nearly typed the password into the page, which asks for the texted code as well.',
    kinds: ['forwarded_header', 'quoted_reply'],
  },
  {
    name: 'forwarded by Apple Mail with nothing added: the forwarded text is the request',
    subject: 'Fwd: Refund',
    mail: 'Begin forwarded message:\n\nFrom: Tom Tully <tom@postbox.example>\nSubject: Refund\nDate: 6 October 2025 at 10:02:11 BST\nTo: shop@marsden.example\n\nI returned the coat. Where is my money?\n\nTom',
    request: 'I returned the coat. Where is my money?\n\nTom',
    kinds: ['forwarded_header'],
  },
  {
    name: 'forwarded with a word and a signature: the forwarded text is the request',
    subject: 'FW: Terminal',
    mail: 'FYI\n\nKind regards,\nDes Ward\nWard & Sons\n\nFrom: Pat <pat@ward.example>\nSent: Monday, 6 October 2025 10:02\nTo: Des\nSubject: Terminal\n\nThe terminal at the bar prints nothing.',
    request: 'FYI\n\nThe terminal at the bar prints nothing.',
    kinds: ['signature', 'forwarded_header'],
  },
  {
    name: 'see below',
    mail: 'Hi team,\n\nplease see below and help.\n\n-----Original Message-----\nFrom: Pat\nSent: Monday\nTo: Des\n\nWe were charged twice on 3 May.',
    request: 'Hi team,\n\nplease see below and help.\n\nWe were charged twice on 3 May.',
    kinds: ['forwarded_header'],
  },
  {
    name: 'see below, over quoted lines',
    mail: 'Please see below.\n\n> A customer was charged twice on 3 May.\n> What do I tell her?',
    request: 'Please see below.\n\nA customer was charged twice on 3 May.\nWhat do I tell her?',
    kinds: [],
  },
  {
    name: 'a signature below a long rule',
    mail: 'My card machine shows E-117.\n\n----------\nJoe Bloggs\nBloggs Bakery',
    request: 'My card machine shows E-117.',
    kinds: ['signature'],
  },
  {
    name: 'a greeting and a signature above a forwarded mail',
    mail: 'Hello,\n\nKind regards,\nDes Ward\nWard & Sons\n\nFrom: Pat <pat@ward.example>\nSent: Monday, 6 October 2025 10:02\nTo: Des\nSubject: Terminal\n\nThe terminal at the bar prints nothing.',
    request: 'Hello,\n\nThe terminal at the bar prints nothing.',
    kinds: ['signature', 'forwarded_header'],
  },
  {
    name: 'a quotation of the writer',
    mail: 'The bank told us:\n> chargeback 10.4 received for EUR 120, respond in 10 days\n> or the amount is taken\nWhat shall we do?',
    request:
      'The bank told us:\nchargeback 10.4 received for EUR 120, respond in 10 days\nor the amount is taken\nWhat shall we do?',
    kinds: [],
  },
  {
    name: 'a quotation of the writer below a greeting and an address',
    mail: 'Hi, I wrote to help@meridian.example.\nHi, the bank said:\n> chargeback 10.4\n> or the amount is taken\nWhat shall we do?',
    request:
      'Hi, I wrote to help@meridian.example.\nHi, the bank said:\nchargeback 10.4\nor the amount is taken\nWhat shall we do?',
    kinds: [],
  },
  {
    name: 'a quotation under an address',
    mail: 'Can you help?\nMail from ana@shop.example:\n> I was charged twice',
    request: 'Can you help?\nMail from ana@shop.example:\nI was charged twice',
    kinds: [],
  },
  {
    name: 'a quoted mail under a header of an unknown language',
    mail: 'Still no money, what now?\n\nDne 3. 6. 2025 v 10:02 Ana dodala:\n> We sent it.\nIt did not come.',
    request: 'Still no money, what now?\n\nDne 3. 6. 2025 v 10:02 Ana dodala:\nIt did not come.',
    kinds: ['quoted_reply'],
  },
  {
    name: 'the answer stands below the quote',
    mail: 'On Tue, 3 Jun 2025 at 10:02, Support <help@meridian.example> wrote:\n> Which terminal is it?\n\nThe one at the bar, T-4.\n\nCheers,\nRob',
    request: 'The one at the bar, T-4.',
    kinds: ['quoted_reply', 'signature'],
  },
  {
    name: 'an answer that ends in a colon, between quotes',
    mail: '> Which terminal is it?\n> T-4 or T-5?\n\nThe one at the bar:\n\n> Since when does it fail?\n\nSince Friday.',
    request: 'The one at the bar:\n\nSince Friday.',
    kinds: ['quoted_reply', 'quoted_reply'],
  },
  {
    name: 'a wrapped header of an unknown language',
    mail: 'Still no money, what now?\n\nlun. 2 iun. 2025 la 10:02, Meridian <help@meridian.example> a\nscris:\n> We sent it.\n> Which bank?\n\nIt did not come.',
    request:
      'Still no money, what now?\n\nlun. 2 iun. 2025 la 10:02, Meridian <help@meridian.example> a\nscris:\n\nIt did not come.',
    kinds: ['quoted_reply'],
  },
  ...['Original message:', 'Quoting Meridian Support:', 'Zitat von Meridian Support:'].flatMap((header) => [
    {
      name: `between "${header}" and an answer`,
      mail: `Still no money.\n\n${header}\n> We sent it.\n> Which bank?\n\nThe old one.`,
      request: `Still no money.\n\n${header}\n\nThe old one.`,
      kinds: ['quoted_reply'],
    },
    {
      name: `below "${header}"`,
      mail: `Still no money.\n\n${header}\n> We sent it.\n> Which bank?`,
      request: `Still no money.\n\n${header}`,
      kinds: ['quoted_reply'],
    },
  ]),
  ...[
    'Hello, reader dead',
    'Hi, card machine is offline again',
    'Dear team, payout missing',
    'hi i refunded 15 instead of 150',
  ].map((request) => ({
    name: `"${request}" above a signature and a phone`,
    mail: `${request}\n\nKind regards,\nJoe Bloggs\nBakery\n\nSent from my iPhone`,
    request,
    kinds: ['signature'],
  })),
  ...[
    'Regards,\nJoe Bloggs\n--\nCafe 21\nMain Street 4\n12345 Berlin',
    'Regards,\nJoe Bloggs\n-----\nCafe 21\nMain Street 4',
    'Thanks,\nJoe\n--\njoe bloggs\nbloggs bakery',
    '--\njoe bloggs\nbloggs bakery',
    '--\nOrders & Refunds Dept\nAcme Foods',
  ].map((signature) => ({
    name: `a signature of ${JSON.stringify(signature)}`,
    mail: `My payout is late. Where is it?\n\n${signature}`,
    request: 'My payout is late. Where is it?',
    kinds: ['signature'],
  })),
  ...['--\njoe', '--\nOrders & Refunds Dept\nAcme Foods'].map((signature) => ({
    name: `a signature of ${JSON.stringify(signature)} without a blank line above it`,
    mail: `My payout is late. Where is it?\n${signature}`,
    request: 'My payout is late. Where is it?',
    kinds: ['signature'],
  })),
  ...['Terminal offline\n--', 'Hi,\n\nTerminal offline again\n\n--', 'Charged twice today\n\n--'].map((above) => ({
    name: `a signature under ${JSON.stringify(above)}`,
    mail: `${above}\nJoe Bloggs\nBloggs Bakery`,
    request: above.replace(/\s+--$/, ''),
    kinds: ['signature'],
  })),
  ...[
    'This email has been scanned by Mimecast.',
    'This message has been checked by Barracuda.',
    'This email was scanned by Symantec.cloud service. For more information please visit www.symanteccloud.example',
    'Go green, save paper.',
    'This e-mail is confidential and for the addressee only, who else gets it must delete it. We would like to point out that e-mails can be changed.',
    'Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, vernichten Sie diese Mail. Wir möchten darauf hinweisen, dass E-Mails manipuliert werden können.',
    'If you receive this in error, please notify the sender and delete it. E-mails may contain viruses. We may monitor emails.',
  ].map((notice) => ({
    name: notice,
    mail: `About our limit.\n\n${notice}`,
    request: 'About our limit.',
    kinds: ['legal_footer'],
  })),
  {
    name: 'answers between the quotes',
    mail: '> Which terminal is it?\nT-4 at the bar.\n> Since when?\nSince Friday noon.\n>> older\n> And the others?\nThey work.',
    request: 'T-4 at the bar.\nSince Friday noon.\nThey work.',
    kinds: ['quoted_reply', 'quoted_reply', 'quoted_reply'],
  },
];

export const germanMails: Mail[] = [
  {
    name: 'Thunderbird',
    mail: 'Guten Tag,\n\ndie Auszahlung vom Montag fehlt noch immer.\n\nMit freundlichen Grüßen\nJörg Hellwege\nLeiter Finanzbuchhaltung\n\nAm 03.06.2025 um 10:02 schrieb Meridian Support:\n> Wir prüfen das.',
    request: 'Guten Tag,\n\ndie Auszahlung vom Montag fehlt noch immer.',
    kinds: ['signature', 'quoted_reply'],
  },
  {
    name: 'Gmail',
    mail: 'Bitte kündigen Sie den Tarif.\n\nAm Di., 3. Juni 2025 um 10:02 Uhr schrieb Meridian <help@meridian.example>:\n\n> Sollen wir kündigen?',
    request: 'Bitte kündigen Sie den Tarif.',
    kinds: ['quoted_reply'],
  },
  {
    name: 'name first',
    mail: 'Das Gerät bleibt dunkel.\n\nMeridian Support schrieb am 03.06.2025 um 10:02:\n\n> Bitte neu starten.',
    request: 'Das Gerät bleibt dunkel.',
    kinds: ['quoted_reply'],
  },
  {
    name: 'Outlook with notices and a register entry',
    mail: 'Wo finde ich die Rechnung für Mai?\n\nViele Grüße\nBeate Kern\n\nKern & Söhne GmbH · Uferweg 3 · 24103 Kiel\nSitz der Gesellschaft: Kiel · HRB 00471 · Geschäftsführer: Uwe Kern\n\nDiese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, informieren Sie bitte den Absender und vernichten Sie diese E-Mail.\n\nVon: Meridian <billing@meridian.example>\nGesendet: Montag, 2. Juni 2025 16:11\nAn: Beate Kern\nBetreff: Rechnung\n\nIhre Rechnung ist da.',
    request: 'Wo finde ich die Rechnung für Mai?',
    kinds: ['signature', 'legal_footer', 'forwarded_header', 'quoted_reply'],
  },
  {
    name: 'forwarded without a word',
    subject: 'WG: Lastschrift',
    mail: '-------- Weitergeleitete Nachricht --------\nBetreff: Lastschrift\nDatum: Mo, 2 Jun 2025 16:11:00 +0200\nVon: Ina Voss <ina@post.example>\nAn: laden@kern.example\n\nMein Konto wurde zweimal belastet. Bitte erstatten Sie mir die 40 Euro.',
    request: 'Mein Konto wurde zweimal belastet. Bitte erstatten Sie mir die 40 Euro.',
    kinds: ['forwarded_header'],
  },
  {
    name: 'signed for somebody else',
    mail: 'Die Auszahlung fehlt.\n\nMit freundlichen Grüßen\ni.A. Petra Schulz\nBuchhaltung',
    request: 'Die Auszahlung fehlt.',
    kinds: ['signature'],
  },
  {
    name: 'two languages in one closing',
    mail: 'Der Vertrag läuft auf den alten Namen.\n\nMit freundlichen Grüßen / Kind regards\n\nClemens von Rautenfeld\nWeingut Schloss Rautenfeld',
    request: 'Der Vertrag läuft auf den alten Namen.',
    kinds: ['signature'],
  },
  {
    name: 'from a phone',
    mail: 'komme nicht mehr rein, code kommt nicht an\n\nVon meinem iPhone gesendet',
    request: 'komme nicht mehr rein, code kommt nicht an',
    kinds: ['signature'],
  },
  {
    name: 'siehe unten',
    mail: 'Zur Info, siehe unten.\n\nGruß, Frauke\n\n-----Ursprüngliche Nachricht-----\nVon: Optik Petersen\nGesendet: Montag\nAn: Frauke\n\nDie Kartenzahlung geht seit heute nicht.',
    request: 'Zur Info, siehe unten.\n\nDie Kartenzahlung geht seit heute nicht.',
    kinds: ['signature', 'forwarded_header'],
  },
];

export const frenchMails: Mail[] = [
  {
    name: 'Gmail',
    mail: 'Le virement de lundi manque toujours.\n\nCordialement,\nSolène Kermarrec\nCamping des Ajoncs\n\nLe mar. 3 juin 2025 à 10:02, Meridian <help@meridian.example> a écrit :\n\n> Nous vérifions.',
    request: 'Le virement de lundi manque toujours.',
    kinds: ['signature', 'quoted_reply'],
  },
  {
    name: 'Outlook',
    mail: 'Je souhaite résilier le contrat.\n\nDe : Meridian <help@meridian.example>\nEnvoyé : lundi 2 juin 2025 16:11\nÀ : Solène Kermarrec\nObjet : Contrat\n\nVotre contrat est prolongé.',
    request: 'Je souhaite résilier le contrat.',
    kinds: ['forwarded_header', 'quoted_reply'],
  },
  {
    name: 'formula and notice',
    mail: 'Pourriez-vous rembourser la commande 4711 ?\n\nJe vous prie d’agréer, Madame, Monsieur, mes salutations distinguées.\n\nOdile Schwebel\n\nCe message et ses pièces jointes sont confidentiels. Si vous l’avez reçu par erreur, merci de le détruire et d’avertir l’expéditeur.',
    request: 'Pourriez-vous rembourser la commande 4711 ?',
    kinds: ['signature', 'legal_footer'],
  },
  {
    name: 'forwarded without a word',
    subject: 'TR: terminal',
    mail: '---------- Message transféré ----------\nDe : Luc <luc@cave.example>\nDate : lun. 2 juin 2025\nObjet : terminal\n\nLe terminal du bar ne s’allume plus.',
    request: 'Le terminal du bar ne s’allume plus.',
    kinds: ['forwarded_header'],
  },
  {
    name: 'from a phone',
    mail: 'je n’arrive plus à me connecter\n\nEnvoyé de mon iPhone',
    request: 'je n’arrive plus à me connecter',
    kinds: ['signature'],
  },
];

export const spanishMails: Mail[] = [
  {
    name: 'Gmail',
    mail: 'Sigue sin llegar la transferencia del lunes.\n\nUn saludo,\nIñaki Olmedo\nHoteles Brisa Marina S.L.\n\nEl mar, 3 jun 2025 a las 10:02, Meridian (<help@meridian.example>) escribió:\n\n> Lo estamos revisando.',
    request: 'Sigue sin llegar la transferencia del lunes.',
    kinds: ['signature', 'quoted_reply'],
  },
  {
    name: 'Outlook',
    mail: 'Quiero cambiar la cuenta bancaria.\n\nDe: Meridian <help@meridian.example>\nEnviado el: lunes, 2 de junio de 2025 16:11\nPara: Iñaki Olmedo\nAsunto: Cuenta\n\n¿Qué cuenta quiere?',
    request: 'Quiero cambiar la cuenta bancaria.',
    kinds: ['forwarded_header', 'quoted_reply'],
  },
  {
    name: 'notice',
    mail: '¿Dónde descargo la factura de mayo?\n\nSaludos cordiales,\nElena Brandt\n\nAVISO LEGAL: Este mensaje es confidencial y va dirigido únicamente a su destinatario. Si lo ha recibido por error, notifíquelo al remitente y elimínelo.\nAntes de imprimir, piense en el medio ambiente.',
    request: '¿Dónde descargo la factura de mayo?',
    kinds: ['signature', 'legal_footer'],
  },
  {
    name: 'forwarded without a word',
    subject: 'RV: devolución',
    mail: '---------- Mensaje reenviado ---------\nDe: Marta Gil <marta@post.example>\nFecha: lun, 2 jun 2025\nAsunto: devolución\n\nDevolví el casco y no me han abonado los 89,95 €.',
    request: 'Devolví el casco y no me han abonado los 89,95 €.',
    kinds: ['forwarded_header'],
  },
  {
    name: 'from a phone',
    mail: 'no me llega el código para entrar\n\nEnviado desde mi iPhone',
    request: 'no me llega el código para entrar',
    kinds: ['signature'],
  },
];

export const arabicMails: Mail[] = [
  {
    name: 'Gmail',
    mail: 'لم يصل تحويل يوم الاثنين حتى الآن.\n\nمع أطيب التحيات،\nعبدالله الدوسري\n\nفي الثلاثاء، 3 يونيو 2025 في 10:02 ص تمت كتابة ما يلي بواسطة Meridian <help@meridian.example>:\n\n> نحن نتحقق من الأمر.',
    request: 'لم يصل تحويل يوم الاثنين حتى الآن.',
    kinds: ['signature', 'quoted_reply'],
  },
  {
    name: 'another form of the header, with bidi marks',
    mail: 'الجهاز لا يعمل.\n\n\u200fفي 3 يونيو 2025، الساعة 10:02، كتب Meridian \u200e<help@meridian.example>\u200e:\n\n> أعد تشغيله.',
    request: 'الجهاز لا يعمل.',
    kinds: ['quoted_reply'],
  },
  {
    name: 'Outlook',
    mail: 'أريد تغيير الحساب البنكي.\n\nمن: Meridian <help@meridian.example>\nتاريخ الإرسال: الاثنين، 2 يونيو 2025 16:11\nإلى: مريم\nالموضوع: الحساب\n\nما هو الحساب الجديد؟',
    request: 'أريد تغيير الحساب البنكي.',
    kinds: ['forwarded_header', 'quoted_reply'],
  },
  {
    name: 'notice',
    mail: 'أين أجد فاتورة شهر مايو؟\n\nوتفضلوا بقبول فائق الاحترام\nسلطان الحربي\nمدير العمليات\n\nهذه الرسالة سرية وموجهة إلى المرسل إليه فقط. إذا استلمتها عن طريق الخطأ يرجى حذفها وإبلاغ المرسل.',
    request: 'أين أجد فاتورة شهر مايو؟',
    kinds: ['signature', 'legal_footer'],
  },
  {
    name: 'forwarded without a word',
    subject: 'إعادة توجيه: استرداد',
    mail: '---------- الرسالة المعاد توجيهها ----------\nمن: نورة <noura@post.example>\nالتاريخ: الاثنين 2 يونيو 2025\nالموضوع: استرداد\n\nأعدت العباية ولم يرجع المبلغ.',
    request: 'أعدت العباية ولم يرجع المبلغ.',
    kinds: ['forwarded_header'],
  },
  {
    name: 'thanks and a name',
    mail: 'كيف أضيف موظفة جديدة؟\n\nشكراً لكم\nهيسا المنصوري',
    request: 'كيف أضيف موظفة جديدة؟',
    kinds: ['signature'],
  },
  {
    name: 'from a phone',
    mail: 'ما اقدر ادخل الحساب\n\nأُرسلت من الـ iPhone',
    request: 'ما اقدر ادخل الحساب',
    kinds: ['signature'],
  },
];

/** Mails in which a careless cleaner deletes or cuts the request. The whole text is the request. */
export const untouchedMails: [name: string, mail: string][] = [
  ['a request that follows "Regards"', 'Regards to the team.\n\nRegards,\nBob\n\nPS: please cancel my plan as well'],
  ['a request in the line below the name', 'About the invoice.\n\nThanks,\nBob\nplease refund order 5'],
  ['a question below the signature', 'Payout is late.\n\nBest,\nAna\n\nIs the bank holiday the reason?'],
  [
    'a statement below the signature',
    'Payout is late.\n\nBest,\nAna\n\nThe terminal in the second shop also shows a red light today.',
  ],
  [
    '"--" in the middle',
    'Two problems.\n--\nThe first: no payout since Monday.\n--\nThe second: the reader is dead and I need a new one.',
  ],
  ['a rule under a heading', 'Problem\n-----\nThe reader restarts all day long.'],
  [
    'a form under a long rule',
    'Website enquiry\n------------------\nTopic: Duplicate Charge\nOrder: 10023\nShop: Cafe Sol',
  ],
  ['a form under a rule of =', 'Website enquiry\n=====\nTopic: Duplicate Charge\nOrder: 10023\nShop: Cafe Sol'],
  ['problems under a rule', 'Problems:\n----------\nPayout late\nReader dead'],
  ['capitalised problems under stars', 'Two problems today\n***\nPayout Late\nReader Dead'],
  ['terminals under a delimiter', 'Terminals affected:\n--\nLeeds Reader 1 Offline\nYork Reader 2 Offline'],
  ['names under a heading', 'Affected shops\n--\nCafe Sol\nLuna Bar'],
  ['a device under a delimiter', 'Terminal will not pair.\n--\nModel V400m\nSerial 123-456\nFirmware 4.2.1'],
  ['a request below a greeting and a name', 'Hi,\nBest regards,\nTom\n\nDuplicate Charge Invoice 1001'],
  ['a numbered thing below the name', 'Have a look at it.\n\nBest regards,\nTom\n\nDuplicate Charge Invoice 1001'],
  ['thanks in the first line', 'Thanks, but the payout is still missing.'],
  ['thanks as a whole first line', 'Thanks\n\nbut the payout is still missing.'],
  ['thanks and nothing else', 'Thank you!'],
  ['thanks at the end without a name', 'All good now, you may close this.\n\nThanks!'],
  ['only a closing and a name', 'Kind regards,\nBob'],
  [
    'a story with "On Monday I wrote:"',
    'On Monday I wrote:\nplease cancel my plan.\nOn Tuesday you wrote:\nit is cancelled.\nYet on Friday you charged me.',
  ],
  [
    'a story with a date and a time',
    'On 3 May 2025 at 10:02 your colleague wrote:\nthe money will come on Friday.\nIt did not come.',
  ],
  ['what a machine wrote', 'On 3 May 2025 at 10:02 the terminal wrote:\nE-117\nWhat does that mean?'],
  ['German story', 'Am 3. Mai um 10:02 schrieb ich Ihnen:\nBitte kündigen.\nSie haben nicht geantwortet.'],
  [
    'a pasted chat transcript',
    'Here is my chat:\n[10:02] Bob: my payout is missing\n[10:03] Agent: we look into it\n[10:09] Bob: thanks\nNothing happened.',
  ],
  ['lines of a form', 'Name: Ana Ruiz\nEmail: ana@shop.example\nSubject: refund\nMessage: I want my money back'],
  ['a colon at the end of a line with a date', 'On 12 and 13 October these failed:\nA-1\nA-2\nPlease repair.'],
  ['"more than" at the beginning of a line', 'Failures per day:\n> 100 since Monday\nWhat is going on?'],
  [
    'a report of phishing below a greeting',
    'Hello,\n\nThis email came to our accounts team about the payout, with a new bank account and an attachment pretending to be from you. It looks like phishing.',
  ],
  [
    'a report that is all of a last paragraph',
    'About our reader.\n\nThis message comes up on it: transaction prohibited. Started Monday after a virus scan.',
  ],
  [
    'a report of fraud',
    'To your risk team.\n\nThis communication is about unauthorised refunds made by our former manager, fraud in short.',
  ],
  ['a listed address', 'About the block.\n\nThis email address is on your fraud list by mistake. Please contact us.'],
  [
    'a notice of a missing payout',
    'To accounts.\n\nNotice: payout of 12 March not received. Contact us today about the attachment.',
  ],
  ['a firm that saves paper', 'Two things.\n\nWe want to save paper, turn the receipts off.'],
  ['what a fraud team checked', 'About our limit.\n\nThis message was checked by your fraud team and refused.'],
  ['what an engineer checked', 'About our limit.\n\nThe reader was checked by your engineer.'],
  ['what a filter refused', 'About our limit.\n\nThis message was checked by Sophos and refused by your server.'],
  [
    'a report to a team that is to keep it to itself',
    'About our limit.\n\nThis message is confidential and intended for the compliance team. We would like to report a fraud.',
  ],
  [
    'terminals under a delimiter of its own',
    'Terminals affected:\n\n--\nLeeds Reader 1 Offline\nYork Reader 2 Offline',
  ],
  ['an order form', 'Order form\n------\nJoe Bloggs\nMain Street 4'],
  [
    'a complaint about confidentiality',
    'Your mail said this message is confidential and was received in error. I deleted it. Whose data did you send me?',
  ],
  [
    'a complaint worded like a notice',
    'About a mail from you.\n\nThis e-mail is confidential. I received the notice of another shop in error and will delete it, but tell the sender.',
  ],
  ['a complaint about printing', 'When I print the receipt the environment variable LANG is ignored.'],
  [
    'a firm that speaks of its register entry',
    'Our company is now registered in Ireland and the VAT number changed, what do you need from us?',
  ],
  ['a sentence with "sent from my iPhone"', 'The photos sent from my iPhone do not upload to the dispute case.'],
  ['from, to and date in prose', 'From: London\nTo: Dubai\nwe moved our office and need new readers.'],
  ['a log that begins with >', '$ npm install\n>>> 401 Unauthorized\nwhy?'.replace('>>>', '=>')],
  ['a letter without a name', 'Mit freundlichen Grüßen kann man das nicht mehr lösen, mein Geld fehlt.'],
  ['French', 'Merci de rembourser la commande.\n\nMerci,\nLuc\nMerci de me rappeler au plus vite'],
  ['Spanish', 'Saludos,\n\nquiero cancelar el contrato.'],
  ['Arabic', 'شكرا لكم\n\nلكن المبلغ لم يصل حتى الآن'],
];
