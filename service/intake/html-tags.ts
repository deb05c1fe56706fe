const words = (text: string): string[] => text.split(' ');

/** Tags that mail programs and web forms write; `script`, `input` or `iframe` rather come from a developer. */
export const mailTags: ReadonlySet<string> = new Set(
  words(
    'html head body title meta style link base p br div span b strong i em u s strike del ins mark small big sub sup ' +
      'font center a img hr pre code tt ul ol li dl dt dd table thead tbody tfoot tr td th col colgroup caption ' +
      'blockquote q cite h1 h2 h3 h4 h5 h6 section article header footer main nav address abbr wbr figure figcaption o:p',
  ),
);

/** Tags that are HTML, yet say nothing about who wrote them. */
const otherTags = words(
  'script noscript template iframe object embed param svg path canvas video audio source form input textarea select ' +
    'option button label fieldset legend details summary aside map area bdo bdi kbd samp var dfn ruby rt time data',
);

export const htmlTags: ReadonlySet<string> = new Set([...mailTags, ...otherTags]);

export const voidTags: ReadonlySet<string> = new Set(
  words('area base br col embed hr img input link meta param source wbr'),
);

/** Tags after which a reader sees a new line. */
export const blockTags: ReadonlySet<string> = new Set(
  words('p br div ul ol li dl dt dd table tr blockquote h1 h2 h3 h4 h5 h6 section article header footer pre hr center'),
);

/** One tag in a text. */
export interface Tag {
  name: string;
  isClosing: boolean;
  attributes: string;
  start: number;
  end: number;
}

const TAG = /<(\/?)([a-z][a-z0-9]{0,20}(?:[:-][a-z0-9-]{1,30})?)(\s[^<>]*|)\/?>/gi;

/** Everything that has the form of a tag, whatever its name; `a < b`, `<bob@shop.example>` and `<3` have not. */
export function* findTags(text: string): Generator<Tag> {
  for (const match of text.matchAll(TAG)) {
    const [whole, slash, name = '', attributes = ''] = match;
    yield {
      name: name.toLowerCase(),
      isClosing: slash === '/',
      attributes,
      start: match.index,
      end: match.index + whole.length,
    };
  }
}
