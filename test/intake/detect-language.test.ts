import { describe, expect, test } from 'vitest';
import { detectLanguage } from '../../service/intake/detect-language.ts';

describe('detectLanguage', () => {
  test.each([
    ['en', 'Since Friday one in three people trying to buy from us is getting knocked back.'],
    ['en', 'hiya my reader is dead again pls send a new one'],
    ['en', 'WHERE IS MY MONEY. THREE WEEKS AND NOTHING IN THE BANK.'],
    ['en', 'Dear Sir, kindly do the needful and revert back with the credit of this difference.'],
    ['de', 'Guten Tag, seit Montag ist keine Auszahlung mehr auf unserem Konto angekommen.'],
    ['de', 'Im Dashboard fehlt der Payout, der Webhook kommt nicht an. Bitte prüfen.'],
    ['fr', 'Bonjour, depuis lundi nous ne recevons plus les virements sur notre compte.'],
    ['es', 'Buenos días, desde el lunes no recibimos las transferencias en nuestra cuenta.'],
    ['ar', 'مرحبا، لم تصلنا التحويلات إلى حسابنا منذ يوم الاثنين'],
    ['ar', 'ابغى ارجع فلوس العميل من الـ dashboard وش الطريقة payout refund'],
    ['fa', 'سلام، از دوشنبه هیچ واریزی به حساب ما انجام نشده است.'],
    ['ur', 'السلام علیکم، پیر سے ہمارے اکاؤنٹ میں رقم نہیں آئی ہے۔'],
    ['it', 'Buongiorno, da lunedì non riceviamo più i bonifici sul nostro conto.'],
    ['pt', 'Bom dia, desde segunda-feira não recebemos as transferências na nossa conta.'],
    ['nl', 'Goedemorgen, sinds maandag ontvangen wij geen uitbetalingen meer op onze rekening.'],
    ['pl', 'Dzień dobry, od poniedziałku nie otrzymujemy przelewów na nasze konto.'],
    ['tr', 'Merhaba, pazartesi gününden beri hesabımıza ödeme gelmiyor.'],
    ['ru', 'Здравствуйте, с понедельника мы не получаем выплаты на наш счёт.'],
    ['zh', '你好，从星期一开始我们没有收到任何付款。'],
    ['ja', 'こんにちは。月曜日から入金がありません。'],
    ['ko', '안녕하세요, 월요일부터 입금이 되지 않았습니다.'],
  ])('%s: %s', (language, text) => {
    expect(detectLanguage(text)).toBe(language);
  });

  test.each([
    ['nothing', ''],
    ['a word', 'refund'],
    ['too few letters', 'close my account'],
    ['digits and signs', '12345 ??? +++ 👍👍👍'],
    ['gibberish', 'asdkjh sdf ;;l lkjdd qwe zxcv'],
    ['product words', 'Terminal Dashboard Webhook Payout Northstar API Checkout'],
    [
      'a stack trace',
      'java.lang.NullPointerException\n\tat com.shop.Pay.capture(Pay.java:12)\n\tat com.shop.Main.main(Main.java:3)',
    ],
    ['JSON', '{\n  "error": "invalid_request",\n  "message": "key scope mismatch"\n}'],
    ['addresses', 'https://shop.example/de/hilfe/auszahlung-verpasst ana.ruiz@tienda-de-ropa.example'],
    ['two scripts in equal parts', 'my payout لم يصل المبلغ is missing حتى الآن please'],
    [
      'a language that is often a mistake',
      'Magandang araw po, hindi pa po dumarating ang bayad sa aming account simula Lunes.',
    ],
  ])('no answer for %s', (_name, text) => {
    expect(detectLanguage(text)).toBeNull();
  });

  test('a log does not turn a German ticket into an English one', () => {
    const log = 'ERROR connection refused while sending the request to the server\n'.repeat(5);
    expect(detectLanguage(`${log}\nSeit heute Morgen kommt diese Meldung bei jeder Zahlung, was können wir tun?`)).toBe(
      'de',
    );
  });

  test('code does not turn an English ticket into another language', () => {
    const code = 'const zahlung = await kunde.bezahlen({ betrag: 5 });\nlet ergebnis = zahlung.ergebnis;';
    expect(detectLanguage(`We call it like this and nothing happens at all:\n${code}\nWhat are we missing?`)).toBe(
      'en',
    );
  });

  test('the subject helps when the body is too short', () => {
    expect(detectLanguage('siehe Betreff', 'Die Auszahlung vom Montag fehlt noch immer')).toBe('de');
    expect(detectLanguage('The payout of Monday is still missing.', 'Auszahlung vom Montag')).toBe('en');
  });

  test('a long text in two languages gets no answer', () => {
    const german = 'Die Auszahlung vom Montag fehlt noch immer, und wir müssen am Freitag die Löhne bezahlen. '.repeat(
      7,
    );
    const english =
      'The payout of Monday is still missing, and we have to pay the wages of our people on Friday. '.repeat(7);
    expect(detectLanguage(`${german}\n\n${english}`)).toBeNull();
    expect(detectLanguage(`${german}\n\n${german}`)).toBe('de');
  });
});
