import { describe, expect, test } from 'vitest';
import { cleanTicket } from '../../service/intake/clean-ticket.ts';
import { cleanMail, kindsOf, ticketWith } from './tickets.ts';

const block = 'From: Care <care@meridian.example>\nSent: Monday, 3 March 2025 10:11\nTo: Ana\nSubject: Case';
const old = 'Hi Sam, we have closed your dispute about the chargeback.';

describe('when a word such as "below" tells of the matter, then the mail below is history', () => {
  test.each([
    'The payout is below the amount we agreed, please correct it.',
    'Sales fell below the minimum, why is there a fee?',
    'Orders below 5 EUR are refused.',
    'The fee dropped to below 1 percent, is that right?',
    'Was ist das unten am Gerät?',
    'Below 5 EUR the payment fails.',
    'The sticker underneath the terminal is unreadable.',
    'The shop below ours gets our parcels.',
    'Call forwarding to our shop does not work since you changed the number.',
    'We forwarded you the documents on Monday and heard nothing.',
    'Die LED unten am Terminal blinkt rot.',
    'Unten rechts im Display steht E-117.',
    'Die zweite LED von unten blinkt.',
    'I see a red light below the screen.',
    'Anrufe werden nicht mehr weitergeleitet.',
    'Je transfère mon contrat à mon frère, que faire ?',
    'El botón de abajo no responde.',
    'Pulso pagar y a continuación se apaga.',
    'El reenvío de llamadas no funciona.',
    'La carta è stata addebitata due volte di seguito.',
    'الأموال المحولة لم تصل',
  ])('%s', (request) => {
    expect(cleanMail(`${request}\n\n${block}\n\n${old}`).body).toBe(request);
    expect(cleanMail(`${request}\n\n> ${old}`).body).toBe(request);
  });
});

describe('when the writer hands over to the mail below, then its text stays', () => {
  test.each([
    'Can you help with the below?',
    'Please find below the details',
    'The customer below needs a refund',
    'Kindly assist with below customer',
    'Please advise on below',
    'Pls handle below urgently',
    'Kannst du dir das unten mal ansehen?',
    'Please see my answers below in red.',
    'Siehe meine Antworten unten',
    'Kannst du das übernehmen, weiter unten',
    'Below is a mail from our customer.',
    'I am forwarding a complaint from our tenant.',
    'Forwarding for your attention.',
    'This was forwarded to me by the landlord.',
    'Bitte die Anfrage unten bearbeiten.',
    'Weitergeleitet zur Prüfung',
    'Merci de traiter la demande ci-dessous.',
    'Je vous transfère la réclamation de Luc',
    '¿Podéis contestar al correo de abajo?',
    'Le reenvío el correo de Marta',
    'A continuación el mensaje de Marta',
    'Segue abaixo',
    'Vedi sotto',
    'Zie onderstaande mail',
    'This email has been forwarded to us by the landlord',
    'Someone forwarded this to us',
    'I have forwarded the mail I got, is it phishing?',
    'Folgende Mail wurde an uns weitergeleitet',
    'Die Mail wurde mir von der Zentrale weitergeleitet, bitte klären.',
    'Request from one of our landlords below - please advise.',
    "Please respond to the customer's email (below).",
    'Adjunto abajo lo que nos escribe la clienta.',
    'Mira abajo por favor',
    'Please help, below',
    'انظر أسفل',
  ])('%s', (pointer) => {
    expect(cleanMail(`${pointer}\n\n${block}\n\n${old}`).body).toBe(`${pointer}\n\n${old}`);
    expect(cleanMail(`${pointer}\n\n> ${old}`).body).toBe(`${pointer}\n\n${old}`);
  });
});

describe('when a forwarded mail is passed on in a sentence or two, then its text stays', () => {
  const gmail = block.replace('From:', '---------- Forwarded message ---------\nFrom:');

  test.each([
    'Could someone please take care of this customer today? He is one of our biggest accounts and rather angry by now.',
    'Hi, this came in to our inbox, I think it is for you. Can you reply directly to him and keep me in copy? Thanks',
    'Hello team, another one from the Patel shops. Third time this month that they complain. Please look into it urgently.',
    'Hi, see the email below from one of our merchants. He has called us three times already and is threatening to leave for another provider if it is not sorted this week.',
    'One of our clients has not received his payouts for a week. Can you please contact him today, he is very upset about it.',
    'What do we do with this one? I do not understand half of it and nobody in the office does either, so I ask you.',
    'Hallo zusammen, der Kunde hat heute schon zweimal bei uns angerufen und ist ziemlich sauer. Könnt ihr euch bitte darum kümmern?',
    "Bonjour, ce client nous a déjà relancés trois fois cette semaine, pouvez-vous le rappeler dès que possible s'il vous plaît ?",
    'Buenos días, este cliente nos ha llamado varias veces esta semana. ¿Podéis poneros en contacto con él lo antes posible?',
  ])('%s', (note) => {
    expect(cleanMail(`${note}\n\n${block}\n\n${old}`, 'FW: Case').body).toBe(`${note}\n\n${old}`);
    expect(cleanMail(`${note}\n\n${gmail}\n\n${old}`, 'Case').body).toBe(`${note}\n\n${old}`);
  });

  test.each([
    'Our new colleague Aymen should be able to make exports. Which role must I give him? At present the menu is not shown.',
    'Reader in the garage does not find the Wi-Fi since we changed the box. How do I make it look again? It only shows theirs.',
    'The matter below is settled since April, it is only here for your thread. Today I ask you to call Joy about her coupons.',
    'Sorry, pressing forward is the only way I know how to write. Ignore below. Please call me about the shop in Leeds tomorrow, or else on Friday or at the weekend.',
    'So that was solved weeks ago, I thank you. Now what about Monday? $1,455.30 should have been with us yesterday and is not.',
    'Is this from you? It looks real, but the sender is strange and the link goes to a place where I shall type in my name.',
  ])('a request of its own stays alone: %s', (note) => {
    expect(cleanMail(`${note}\n\n${block}\n\n${old}`, 'FW: Case').body).toBe(note);
    expect(cleanMail(`${note}\n\n${gmail}\n\n${old}`, 'Case').body).toBe(note);
  });

  test('above an answered mail nothing is passed on', () => {
    const note =
      'Could someone please take care of this today? My partner has asked you for it again and again, we are angry.';
    expect(cleanMail(`${note}\n\n${block}\n\n${old}`, 'RE: Case').body).toBe(note);
  });
});

describe('when answers stand among the questions below, then these stay, however much is said above', () => {
  const polite =
    'Thank you for the quick reply and sorry for the delay, I was on holiday last week and only came back today. It took a while to find the time for it and to ask everybody here.';

  test.each([
    'I have answered your questions below in red. If anything is missing let me know.',
    "I've answered in line below.",
    'Please find my answers to all of your questions in red.',
    'Meine Antworten finden Sie unten in Rot.',
    'Ich habe Ihre Fragen unten in Rot beantwortet.',
    'J’ai répondu à vos questions ci-dessous.',
    'He respondido a sus preguntas más abajo.',
  ])('%s', (sentence) => {
    const answered = 'Which error do you see? E-203';
    const note = `${polite} ${sentence}`;
    expect(cleanMail(`${note}\n\n${block}\n\n${answered}`, 'RE: Case').body).toBe(`${note}\n\n${answered}`);
  });

  test.each([
    'Nobody answered our questions. The payout is below what we agreed.',
    'The terminal answered in red letters that the card is declined.',
    'We replied in line with your guidelines and heard nothing.',
    'The comments on the slip are printed below.',
    'Your answers are below any standard.',
  ])('a complaint stays alone: %s', (sentence) => {
    const note = `${polite} ${sentence}`;
    expect(cleanMail(`${note}\n\n${block}\n\n${old}`, 'RE: Case').body).toBe(note);
  });
});

describe('when the customer announces a quotation, then it stays', () => {
  test.each([
    ...['HSBC said:', 'DHL tracking said:', 'Meridian Support said:', 'On 3 March HSBC answered:', 'Our bank wrote:'],
    ...['At 10:02 on 04/03/2025 the terminal showed:', 'At 10:02 on 04/03/2025 HSBC reported:', '2 readers say:'],
    ...['Am 3. März meldete die Bank:', 'El 3 de marzo el banco contestó:', 'Le 3 mars la banque a répondu :'],
    ...[
      'Il 3 marzo la banca ha risposto:',
      'A 10h02 le 04/03/2025 le lecteur affichait :',
      'O banco respondeu:',
      'Um 10:02 Uhr am 3.6.2025 stand da:',
    ],
  ])('%s', (announcement) => {
    const mail = `Still no money.\n\n${announcement}\n> rejected,\n> name does not match\n\nPlease correct it.`;
    expect(cleanMail(mail).body).toBe(mail.replaceAll('> ', ''));
  });

  test('in a chat, too', () => {
    const body = 'where is it\nSupport said:\n> Your refund was sent\nbut when';
    expect(cleanTicket(ticketWith({ channel: 'chat', body })).body).toBe(body.replace('> ', ''));
  });

  test.each([
    ...['Ana Ruiz wrote:', 'On 22 April Meridian wrote (automatic):', 'On 24 Nov, chat transcript:'],
    ...['Dne 3. 6. 2025 v 10:02 Ana dodala:', 'Pe 3 iun. 2025, Ana a scris:', 'Quoting Meridian Support:'],
    'On Tue, 3 Jun 2025 at 10:02, Ana <ana@shop.example> said:',
  ])('what a mail program heads goes: %s', (header) => {
    const mail = `Still no money.\n\n${header}\n> We sent it.\n> Which bank?\n\nThe old one.`;
    expect(cleanMail(mail).body).not.toContain('We sent it.');
  });
});

describe('when a Swedish, Norwegian, Polish or Turkish mail is answered, then it is taken apart', () => {
  test.each([
    [
      'Pengarna saknas.',
      'Med vänlig hälsning\nAnna Berg',
      'Från: Care <care@meridian.example>\nSkickat: den 2 juni\nTill: Anna\nÄmne: Fall',
    ],
    [
      'Pengene mangler.',
      'Mvh\nGunhild',
      'Fra: Care <care@meridian.example>\nSendt: mandag 2. juni\nTil: Gunhild\nEmne: Sak',
    ],
    [
      'Nie ma przelewu.',
      'Z poważaniem,\nAnna Kowalska',
      'Od: Care <care@meridian.example>\nWysłano: 2 czerwca\nDo: Anna\nTemat: Sprawa',
    ],
    [
      'Ödeme gelmedi.',
      'İyi çalışmalar\nAyşe Demir',
      'Kimden: Care <care@meridian.example>\nGönderme Tarihi: 2 Haziran\nKime: Ayşe\nKonu: Ödeme',
    ],
  ])('%s', (request, closing, header) => {
    const clean = cleanMail(`${request}\n\n${closing}\n\n${header}\n\nOK.`);
    expect(clean.body).toBe(request);
    expect(kindsOf(clean)).toEqual(['signature', 'forwarded_header', 'quoted_reply']);
  });

  test.each([
    'Pozdrawiam\nBartek',
    'Dziękuję,\nOla',
    'Saygılarımla,\nAyşe Demir',
    'Kolay gelsin,\nEmre',
    'Hälsningar\nEva',
    'Tack!\nSigne',
  ])('closing %j', (closing) => {
    expect(cleanMail(`Where is it?\n\n${closing}`).body).toBe('Where is it?');
  });

  test.each([
    'Pozdrawiam cały zespół, ale przelewu nadal nie ma.',
    'Tack för läsaren, men den parar inte.',
    'Od: poniedziałku\nDo: Krakowa przenosimy sklep.',
    'Teşekkürler, ama ödeme hâlâ gelmedi.',
    'Change our hours.\n\nFrom: 9 am\nTill: 5 pm\nDate: Monday 3 March\n\nOnly in Leeds.',
    'Reader error.\n\nFrom: Leeds shop\nTill: 3\nDate: 3 March\nError: E-117',
    'Godziny:\n\nOd: 9:00\nDo: 17:00\nData: 3 marca\n\nTylko w Krakowie.',
    'Vi mangler udbetaling\n\nFra: 1. marts\nTil: 5. marts\nDato: 7. marts\n\nSend pengene nu.',
    'Form\n\nKimden: Ayşe\nTarih: 3 Mart\nKonu: Ödeme\n\nÖdeme gelmedi',
    'Przelew zaginął\nOd: Anna\nDo: Firma Alfa\nTemat: faktura 12\nData: 3.03.2025\nKwota: 50 zł',
    'Hello, please help.\n\nDato: 3. marts\nFra: 09:00\nTil: 17:00\nEmne: nede\nTerminal nede hele dagen',
    'Hello, please help.\n\nGönderen: ayse@shop.example\nTarih: 3 Mart\nKonu: iade\nParam gelmedi',
    'Umzug.\n\nVon: Kiel\nAn: Hamburg\nAnlage: 3\nDatum: 3. März\n\nLieferung kam nie an.',
  ])('a request stays: %s', (request) => {
    expect(cleanMail(request).body).toBe(request);
  });

  test('a mail forwarded below a greeting is the request', () => {
    const mark =
      '-------- Wiadomość przekazana dalej --------\nOd: Ola <ola@x.example>\nTemat: przelew\nData: 2 czerwca';
    expect(cleanMail(`Dzień dobry,\n\n${mark}\n\nNie ma przelewu.`).body).toBe('Dzień dobry,\n\nNie ma przelewu.');
  });
});

describe('when a mail gateway put a banner on top, then it is set aside', () => {
  test.each([
    '[EXTERNAL] This email originated from outside of the organization. Do not click links or open attachments unless you recognize the sender.',
    'CAUTION: This email originated from outside your organisation. Do not click links or open\nattachments unless you know the content is safe.',
    "You don't often get email from ana@shop.example. Learn why this is important",
    '*** EXTERNAL EMAIL ***',
    'ACHTUNG: Diese E-Mail kommt von einem externen Absender. Bitte klicken Sie nicht auf Links und öffnen Sie keine Anhänge.',
    'Sie erhalten nicht häufig E-Mails von ana@shop.example. Erfahren Sie, warum dies wichtig ist',
    'ATTENTION : Cet e-mail provient de l’extérieur de l’entreprise. Ne cliquez pas sur les liens.',
    'ATENCIÓN: Este correo procede de fuera de la organización. No haga clic en enlaces.',
    'LET OP: Deze e-mail komt van buiten de organisatie. Open geen bijlagen.',
    'Attenzione: questa e-mail proviene dall’esterno. Non cliccare sui link.',
    'Atenção: esta mensagem veio de fora da empresa. Não clique em links.',
  ])('%s', (banner) => {
    const aside = [{ kind: 'legal_footer', text: banner }];
    expect(cleanMail(`${banner}\n\nThe reader is dead.`)).toMatchObject({
      body: 'The reader is dead.',
      setAside: aside,
    });
    expect(cleanMail(`${banner}\nThe reader is dead.`)).toMatchObject({ body: 'The reader is dead.', setAside: aside });
    expect(cleanMail(`${block}\n\n${banner}\n\nThe reader is dead.`).body).toBe('The reader is dead.');
    expect(cleanMail(banner)).toMatchObject({ body: banner, setAside: [] });
  });

  test.each([
    '[EXTERNAL] The reader is dead.',
    'This email came from outside and asks for my password. Is it yours?',
    'Do not click the links in your own mails, they are broken.',
    "You don't often get email from us, but the reader is dead.",
    'Attention: the payout is missing.',
    'This email originated from outside of the organization, says the banner on your invoice mails.',
    'External email addresses cannot be added as users.',
    '[EXTERNAL] Do not open the attachments of my account, my card was stolen.',
    'Ne cliquez pas, dit votre page, et rien ne se passe.',
    'Diese E-Mail kommt von Ihnen, oder? Sie will mein Passwort.',
    'Your mails carry this:\n\nThis email originated from outside of the organization.',
    'External message',
    'This email originated from outside the company but looks like yours. Please verify the sender and tell us whether it is phishing.',
    'The mail came from outside the network and our staff clicked on it. Report phishing please.',
    'Diese E-Mail kommt von einem externen Absender und enthält unsere Kundendaten. Bitte prüfen Sie den Absender.',
    "Cet e-mail provient d'un expéditeur externe et demande le mot de passe de notre compte. Attention.",
    'Este correo procede de fuera y pide la clave de la tarjeta. No haga clic en nada decimos al equipo.',
    'External message. Please report phishing to the sender bank, our staff got it too.',
  ])('a request stays: %s', (request) => {
    expect(cleanMail(`${request}\n\nSince Monday.`).body).toBe(`${request}\n\nSince Monday.`);
  });
});

test.each(['> 2. When did it start?', '> 1) Which version is it?'])(
  'when %j stands alone between answers, then it is a numbered question and no "more than"',
  (question) => {
    expect(cleanMail(`See my answers.\n\n${question}\n\nOn Saturday.`).body).toBe('See my answers.\n\nOn Saturday.');
  },
);

describe('when Yahoo wrote the answered mail behind its header, then both go', () => {
  test.each([
    'On Mon, Mar 3, 2025 at 10:02 AM, Care <care@meridian.example> wrote:   Hi, we have refunded you.',
    'Am Montag, 3. März 2025 um 10:02:11 MEZ hat Care <care@meridian.example> Folgendes geschrieben:   Guten Tag, erstattet.',
    'Le lundi 3 mars 2025 à 10:02:11 UTC+1, Care <care@meridian.example> a écrit :   Bonjour, c’est fait.',
  ])('%s', (history) => {
    expect(cleanMail(`Still nothing.\n\n${history}\n\nCare`).body).toBe('Still nothing.');
  });

  test.each([
    'On Monday at 10:02 you <care@meridian.example> wrote: it is refunded. It is not, please check.',
    'On 3 March at 10:02 HSBC wrote: the name is wrong. Please check.',
    'On 3 March Ana <ana@shop.example> wrote: send my money. Please refund her.',
    'On 03/03/2025 10:02 Tom Hall <tom@shop.example>: wrong PIN three times\nOn 03/03/2025 10:05 Ann Lee <ann@shop.example>: wrong PIN',
    'On Monday 3 March 2025 at 10:02 AM invite to Tom <tom@shop.example> failed:   error 500.',
    'On 03/03/2025 10:02 Tom Hall <tom@shop.example> wrote: PIN wrong. Please reset it.',
  ])('a story stays: %s', (story) => {
    expect(cleanMail(`Hello,\n\n${story}`).body).toBe(`Hello,\n\n${story}`);
  });
});
