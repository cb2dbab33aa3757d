import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {compactDecrypt, decodeProtectedHeader} from 'jose';
import {closeCardFrames, fill, makeKey, openCardFrame, type CardFrame} from './card-frame-window.ts';
import {settle, until} from './frames.ts';

const cobadged = '4000002500001001';
const visa = '4242424242424242';
const created = (networks: readonly string[] = ['visa'], last4 = '4242') =>
  Response.json({token: 'card_abc', brand: 'visa', networks, last4}, {status: 201});
const problem = (code: string, field: string | null, status = 422) =>
  Response.json({type: 'about:blank', status, code, field}, {status});

async function press(input: HTMLInputElement, ...keys: readonly string[]) {
  input.ownerDocument.defaultView!.focus();
  input.focus();
  for (const key of keys) await sendKeys(key.length === 1 ? {type: key} : {press: key});
}

function fillAll({field}: CardFrame, number = visa, expiry = '12/40', cvc = '123') {
  fill(field('number'), number);
  fill(field('expiry'), expiry);
  fill(field('cvc'), cvc);
}

describe('the card form in the vault’s frame', () => {
  afterEach(closeCardFrames);

  for (const locale of ['fr', 'en'] as const) {
    it(`is accessible, empty, wrong and co-badged (${locale})`, async function () {
      // The first one waits until the test's server has made the frame's modules, and axe, which is large.
      this.timeout(60_000);
      const form = await openCardFrame({locale, answers: {networks: () => ['cb', 'visa']}});
      expect(await form.violations()).to.deep.equal([]);
      form.say({type: 'submit', id: 1});
      await form.next('invalid');
      expect(await form.violations()).to.deep.equal([]);
      fill(form.field('number'), cobadged);
      await until(form.choosing);
      expect(await form.violations()).to.deep.equal([]);
    });
  }

  it('has the markup that browsers fill in', async () => {
    const {page, field} = await openCardFrame();
    const seen = [...page().querySelectorAll<HTMLInputElement>('.box input')].map((input) => [
      input.name,
      input.autocomplete,
      input.inputMode,
      input.type,
      input.enterKeyHint,
      input.labels?.[0]?.textContent,
    ]);
    expect(seen).to.deep.equal([
      ['cardnumber', 'cc-number', 'numeric', 'text', 'next', 'Numéro de carte'],
      ['exp-date', 'cc-exp', 'numeric', 'text', 'next', 'Date d’expiration'],
      ['cvc', 'cc-csc', 'numeric', 'text', 'go', 'Cryptogramme visuel'],
    ]);
    expect(field('number').maxLength).to.equal(-1);
    expect(parseFloat(getComputedStyle(field('number')).fontSize)).to.be.at.least(16);
  });

  for (const prefers of ['cb', 'brand'] as const) {
    it(`leaves every sentence as the server wrote it, so that nothing moves (${prefers})`, async () => {
      const {page, written, say} = await openCardFrame({given: {prefers}});
      say({type: 'locale', locale: 'fr'});
      await settle();
      const sentences = (from: Document) => [...from.querySelectorAll('[data-t]')].map(({textContent}) => textContent);
      expect(sentences(page())).to.deep.equal(sentences(new DOMParser().parseFromString(written, 'text/html')));
    });
  }

  it('shows few marks at first, then that of the card alone, also one that it did not bring along', async () => {
    const brands = ['unionpay', 'jcb', 'discover', 'diners', 'amex', 'mastercard', 'visa', 'cb'] as const;
    const {page, field} = await openCardFrame({given: {brands}});
    const marks = page().querySelector('#marks')!;
    const shown = () => [...marks.children].map(({className}) => className.slice('mark '.length));
    expect(shown()).to.deep.equal(['cb', 'visa', 'mastercard', 'amex']);
    await press(field('number'), ...'62000000');
    expect([shown(), marks.textContent]).to.deep.equal([['unionpay'], 'Union Pay']);
    field('number').select();
    await press(field('number'), 'Backspace');
    expect(shown()).to.deep.equal(['cb', 'visa', 'mastercard', 'amex']);
  });

  it('draws no mark beyond its box', async () => {
    const {page} = await openCardFrame({given: {brands: ['amex', 'diners', 'discover', 'unionpay']}, width: 300});
    for (const mark of page().querySelectorAll<HTMLElement>('#marks .mark')) {
      expect(mark.scrollWidth, mark.className).to.be.at.most(mark.clientWidth);
    }
  });

  it('says what is wrong now, not what was wrong before', async () => {
    const form = await openCardFrame();
    form.say({type: 'submit', id: 1});
    await form.next('invalid');
    expect(form.error('expiry')).to.equal('Saisissez la date d’expiration');
    await press(form.field('number'), ...'378282246310005');
    await press(form.field('expiry'), ...'0120');
    await press(form.field('cvc'), ...'12');
    form.field('cvc').blur();
    expect(form.error('expiry')).to.equal('La date d’expiration est dépassée');
    expect(form.error('cvc')).to.equal('Saisissez le cryptogramme à 4\u00a0chiffres');
  });

  describe('typing', () => {
    it('groups the digits and leaves the caret where it was', async () => {
      const {field} = await openCardFrame();
      const number = field('number');
      await press(number, ...'42424242');
      expect(number.value).to.equal('4242 4242');
      number.setSelectionRange(2, 2);
      await press(number, '9');
      expect([number.value, number.selectionStart]).to.deep.equal(['4294 2424 2', 3]);
    });

    it('deletes the digit behind a space together with it', async () => {
      const {field} = await openCardFrame();
      const number = field('number');
      await press(number, ...'42345678');
      number.setSelectionRange(5, 5);
      await press(number, 'Backspace');
      expect([number.value, number.selectionStart]).to.deep.equal(['4235 678', 3]);
      number.setSelectionRange(4, 4);
      await press(number, 'Delete');
      expect(number.value).to.equal('4235 78');
    });

    it('takes a pasted number with spaces, hyphens or wide digits', async () => {
      const {field} = await openCardFrame();
      for (const text of [
        '4242-4242-4242-4242',
        ' 4242\u00a04242\u202f4242 4242 ',
        '４２４２４２４２４２４２４２４２',
      ]) {
        fill(field('number'), text);
        expect(field('number').value).to.equal('4242 4242 4242 4242');
      }
    });

    it('leaves an input method alone until it has finished', async () => {
      const {field, frame} = await openCardFrame();
      const {InputEvent, CompositionEvent} = frame.contentWindow as unknown as typeof globalThis;
      const number = field('number');
      number.value = '４２４２４';
      number.dispatchEvent(new InputEvent('input', {isComposing: true}));
      expect(number.value).to.equal('４２４２４');
      number.dispatchEvent(new CompositionEvent('compositionend'));
      expect(number.value).to.equal('4242 4');
    });

    it('never moves the focus by itself', async () => {
      const {field, page} = await openCardFrame();
      await press(field('number'), ...visa);
      expect(page().activeElement).to.equal(field('number'));
    });

    const expiries: readonly [keys: readonly string[], text: string][] = [
      [['9'], '09 / '],
      [['1', '2'], '12 / '],
      [['1', '/'], '01 / '],
      [['1', '2', '2', '8'], '12 / 28'],
      [['1', '2', 'Backspace'], '1'],
      [['1', '2', '2', '8', 'Backspace', 'Backspace', 'Backspace'], '1'],
      [['5', 'Backspace', 'Backspace', '1', '1', '3'], '11 / 3'],
    ];
    for (const [keys, text] of expiries) {
      it(`makes "${text}" of the keys ${keys.join(' ')}`, async () => {
        const {field} = await openCardFrame();
        await press(field('expiry'), ...keys);
        expect(field('expiry').value).to.equal(text);
      });
    }

    for (const filledIn of ['2028-02', '02/2028', '02 / 28', '2/28', '0228']) {
      it(`understands ${filledIn} as a browser fills it in`, async () => {
        const {field} = await openCardFrame();
        fill(field('expiry'), filledIn);
        field('expiry').dispatchEvent(new FocusEvent('blur'));
        expect(field('expiry').value).to.equal('02 / 28');
      });
    }

    it('keeps what was typed before its script was there', async () => {
      const form = await openCardFrame({joined: false});
      fill(form.field('number'), '4242424');
      expect(form.field('number').value).to.equal('4242 424');
    });
  });

  describe('the brand', () => {
    it('is announced politely, and decides on the code', async () => {
      const {field, page, status} = await openCardFrame();
      fill(field('number'), '37828');
      await until(() => status() === 'Carte American Express détectée');
      expect(page().querySelector('#cvc-hint')!.textContent).to.equal('Les 4\u00a0chiffres au recto de la carte');
      fill(field('cvc'), '12345');
      expect(field('cvc').value).to.equal('1234');
      fill(field('number'), visa);
      expect(field('cvc').getAttribute('aria-invalid')).to.equal('true');
    });

    it('that the merchant does not take is refused as soon as it is certain', async () => {
      const {field, error} = await openCardFrame();
      fill(field('number'), '35660');
      expect(error('number')).to.equal('');
      fill(field('number'), '356600');
      expect(error('number')).to.equal('Ce type de carte n’est pas accepté');
      fill(field('number'), visa);
      expect(error('number')).to.equal('');
    });

    it('is no reason to refuse a card that bears CB', async () => {
      const {field, error, asked} = await openCardFrame({
        given: {brands: ['cb', 'amex']},
        answers: {networks: (bin) => (bin === '40000025' ? ['cb', 'visa'] : ['visa'])},
      });
      fill(field('number'), cobadged);
      await until(() => asked.includes('networks'));
      await settle();
      expect(error('number')).to.equal('');
      fill(field('number'), visa);
      await until(() => error('number') === 'Ce type de carte n’est pas accepté');
    });
  });

  describe('the choice of network', () => {
    const answers = {networks: (bin8: string) => (bin8 === '40000025' ? ['cb', 'visa'] : [])};

    it('appears at eight digits, without moving anything, with the merchant’s preference selected and said', async () => {
      const {field, page, status, asked, choosing} = await openCardFrame({answers});
      const place = () => ['expiry', 'cvc'].map((name) => field(name as 'cvc').getBoundingClientRect().top);
      const before = place();
      fill(field('number'), cobadged.slice(0, 7));
      await settle(150);
      expect(asked).to.not.include('networks');
      fill(field('number'), cobadged.slice(0, 8));
      await until(choosing);
      expect(place()).to.deep.equal(before);
      const group = page().querySelector('[role=radiogroup]')!;
      expect(group.getAttribute('aria-label')).to.equal('Réseau de la carte');
      const radios = [...group.querySelectorAll('input')];
      expect(
        radios.map((radio) => [radio.labels![0]!.querySelector('span')!.textContent, radio.checked]),
      ).to.deep.equal([
        ['CB', true],
        ['Visa', false],
      ]);
      expect(page().querySelector('#help')!.textContent).to.contain('CB');
      await until(() => status()?.startsWith('Deux réseaux possibles'));
    });

    it('goes with the eighth digit', async () => {
      const {field, choosing} = await openCardFrame({answers});
      fill(field('number'), cobadged);
      await until(choosing);
      fill(field('number'), cobadged.slice(0, 7));
      expect(choosing()).to.equal(false);
    });

    it('ignores an answer that was overtaken', async () => {
      let late: (networks: string[]) => void = () => undefined;
      const {field, asked, choosing} = await openCardFrame({
        answers: {networks: (bin8) => (bin8 === '40000025' ? new Promise((resolve) => (late = resolve)) : [])},
      });
      fill(field('number'), cobadged);
      await until(() => asked.length > 1);
      fill(field('number'), visa);
      await until(() => asked.filter((path) => path === 'networks').length === 2);
      late(['cb', 'visa']);
      await settle(100);
      expect(choosing()).to.equal(false);
    });

    it('is made with arrow keys, and Enter in it does not pay', async () => {
      const form = await openCardFrame({answers});
      fill(form.field('number'), cobadged);
      await until(form.choosing);
      await press(form.field('number'), 'Tab', 'ArrowRight', 'Enter');
      const [, second] = form.page().querySelectorAll<HTMLInputElement>('[type=radio]');
      expect([second!.checked, form.page().activeElement]).to.deep.equal([true, second]);
      await settle();
      expect(form.heard.some(({type}) => type === 'enter')).to.equal(false);
    });

    const outcomes: readonly [
      title: string,
      prefers: 'cb' | 'brand',
      clicked: number | null,
      networks: string[],
      network: string,
      chosenBy: string,
    ][] = [
      ['the merchant’s preference when nobody chose', 'cb', null, ['cb', 'visa'], 'cb', 'default'],
      ['the brand where the merchant prefers it', 'brand', null, ['cb', 'visa'], 'visa', 'default'],
      ['what the shopper chose', 'cb', 1, ['cb', 'visa'], 'visa', 'shopper'],
      ['the preselected one, as the shopper’s choice, when it was clicked', 'cb', 0, ['cb', 'visa'], 'cb', 'shopper'],
      ['the only one', 'cb', null, ['visa'], 'visa', 'only'],
    ];
    for (const [title, prefers, clicked, networks, network, chosenBy] of outcomes) {
      it(`sends ${title}`, async () => {
        const {key} = await makeKey('k1');
        const form = await openCardFrame({
          given: {prefers},
          answers: {
            networks: () => networks,
            keys: () => Response.json({keys: [key]}),
            cards: () => created(networks, '1001'),
          },
        });
        fillAll(form, cobadged);
        if (networks.length > 1) await until(form.choosing);
        if (clicked !== null) form.page().querySelectorAll<HTMLInputElement>('[type=radio]')[clicked]!.click();
        form.say({type: 'submit', id: 4});
        expect(await form.next('token')).to.deep.equal({
          type: 'token',
          id: 4,
          token: 'card_abc',
          network,
          chosen_by: chosenBy,
          last4: '1001',
        });
      });
    }
  });

  describe('what is wrong', () => {
    it('is said when a field is left, in words that belong to it, and goes when it is mended', async () => {
      const {field, error} = await openCardFrame();
      const number = field('number');
      number.focus();
      fill(number, '4242424242424241');
      expect(error('number')).to.equal('');
      number.dispatchEvent(new FocusEvent('blur'));
      expect(error('number')).to.equal('Le numéro de carte n’est pas valide');
      expect([number.getAttribute('aria-invalid'), number.getAttribute('aria-describedby')]).to.deep.equal([
        'true',
        'number-error',
      ]);
      fill(number, visa);
      expect([error('number'), number.getAttribute('aria-invalid')]).to.deep.equal(['', 'false']);
    });

    it('is not said of a field that was only passed', async () => {
      const {field, error} = await openCardFrame();
      field('cvc').dispatchEvent(new FocusEvent('blur'));
      expect(error('cvc')).to.equal('');
    });

    it('is counted once on submit, and the first wrong field has the focus', async () => {
      const form = await openCardFrame();
      fill(form.field('number'), visa);
      form.say({type: 'submit', id: 7});
      expect(await form.next('invalid')).to.deep.equal({type: 'invalid', id: 7, fields: ['expiry', 'cvc']});
      expect(form.page().activeElement).to.equal(form.field('expiry'));
      await until(() => form.page().querySelector('[role=alert]')!.textContent === '2 champs sont à corriger');
      expect(form.error('cvc')).to.equal('Saisissez le cryptogramme à 3\u00a0chiffres');
      fill(form.field('expiry'), '12/40');
      expect(form.page().querySelector('[role=alert]')!.textContent).to.equal('');
    });

    it('is what the vault says of a field', async () => {
      const {key} = await makeKey('k1');
      const form = await openCardFrame({
        answers: {keys: () => Response.json({keys: [key]}), cards: () => problem('number_not_test', 'number')},
      });
      fillAll(form);
      form.say({type: 'submit', id: 8});
      expect(await form.next('invalid')).to.deep.equal({type: 'invalid', id: 8, fields: ['number']});
      expect(form.error('number')).to.equal('Numéro réel refusé dans l’environnement de test');
    });

    it('changes its language with the form', async () => {
      const form = await openCardFrame();
      form.say({type: 'submit', id: 1});
      await form.next('invalid');
      form.say({type: 'locale', locale: 'en'});
      await until(() => form.error('number') === 'Enter the card number');
      expect(form.page().querySelector('label')!.textContent).to.equal('Card number');
      expect([form.page().documentElement.lang, form.field('expiry').placeholder]).to.deep.equal(['en', 'MM / YY']);
    });
  });

  describe('the card', () => {
    it('is encrypted so that only the vault’s key opens it', async () => {
      const {key, privateKey} = await makeKey('k1');
      let body: {jwe: string; grant: string} | undefined;
      const form = await openCardFrame({
        answers: {keys: () => Response.json({keys: [key]}), cards: (sent) => ((body = sent), created())},
      });
      fillAll(form);
      form.say({type: 'submit', id: 1});
      await form.next('token');
      const {plaintext, protectedHeader} = await compactDecrypt(body!.jwe, privateKey);
      expect(JSON.parse(new TextDecoder().decode(plaintext))).to.deep.equal({number: visa, expiry: '4012', cvc: '123'});
      expect(protectedHeader).to.include({alg: 'ECDH-ES', enc: 'A256GCM', kid: 'k1', sid: 'cs_1'});
      expect(protectedHeader['jti']).to.match(/^[\w-]{22}$/);
      expect(Math.abs(Number(protectedHeader['iat']) - Date.now() / 1000)).to.be.lessThan(5);
      expect(body!.grant).to.equal('signed.grant');
      expect(JSON.stringify(form.heard)).to.not.contain(visa);
    });

    it('is encrypted anew when the key is not known any more', async () => {
      const [old, next] = [await makeKey('old'), await makeKey('next')];
      const kids: unknown[] = [];
      let reads = 0;
      const form = await openCardFrame({
        answers: {
          keys: () => Response.json({keys: [reads++ ? next.key : old.key]}),
          cards: ({jwe}) => {
            kids.push(decodeProtectedHeader(jwe)['kid']);
            return kids.length === 1 ? problem('key_unknown', null, 409) : created();
          },
        },
      });
      fillAll(form);
      form.say({type: 'submit', id: 1});
      await form.next('token');
      expect(kids).to.deep.equal(['old', 'next']);
    });

    it('is dated by the vault’s clock', async () => {
      const {key} = await makeKey('k1');
      let iat: unknown;
      const date = new Date(Date.now() + 3_600_000).toUTCString();
      const form = await openCardFrame({
        answers: {
          keys: () => Response.json({keys: [key]}, {headers: {date}}),
          cards: ({jwe}) => ((iat = decodeProtectedHeader(jwe)['iat']), created()),
        },
      });
      fillAll(form);
      form.say({type: 'submit', id: 1});
      await form.next('token');
      expect(Math.abs(Number(iat) - Date.parse(date) / 1000)).to.be.lessThan(5);
    });

    it('that could not be handed in is a failure with a code', async () => {
      const form = await openCardFrame({answers: {keys: () => new Response(null, {status: 503})}});
      fillAll(form);
      form.say({type: 'submit', id: 2});
      expect(await form.next('failed')).to.deep.equal({type: 'failed', id: 2, code: 'vault_unreachable'});
    });

    it('leaves no digit in an attribute, a text, or a message', async () => {
      const {key} = await makeKey('k1');
      const form = await openCardFrame({
        answers: {networks: () => ['cb', 'visa'], keys: () => Response.json({keys: [key]}), cards: () => created()},
      });
      fillAll(form, visa, '11/39', '987');
      await until(form.choosing);
      form.say({type: 'submit', id: 1});
      await form.next('token');
      const markup = form.page().documentElement.outerHTML + JSON.stringify(form.heard);
      for (const secret of [visa, '4242 4242', '42424242', '11 / 39', '11/39', '987'])
        expect(markup).to.not.contain(secret);
    });

    it('after a refusal forgets its code only, and points at the field', async () => {
      const form = await openCardFrame();
      fillAll(form);
      form.say({type: 'refused', field: 'cvc'});
      await until(() => form.field('cvc').value === '');
      expect([form.field('number').value, form.field('expiry').value]).to.deep.equal([
        '4242 4242 4242 4242',
        '12 / 40',
      ]);
      expect(form.error('cvc')).to.equal('Le cryptogramme visuel est incorrect');
      expect(form.page().activeElement).to.equal(form.field('cvc'));
      await press(form.field('cvc'), '1');
      expect(form.error('cvc')).to.equal('');
    });
  });

  describe('whoever frames it', () => {
    it('is told that Enter was pressed', async () => {
      const form = await openCardFrame();
      await press(form.field('cvc'), 'Enter');
      await until(() => form.heard.some(({type}) => type === 'enter'));
    });

    it('is told how it stands, without a digit', async () => {
      const form = await openCardFrame();
      fillAll(form);
      await until(() => form.heard.some((message) => message.type === 'change' && message.complete));
      const last = form.heard.filter(({type}) => type === 'change').at(-1);
      expect(last).to.deep.equal({type: 'change', complete: true, empty: false, brand: 'visa', networks: []});
    });

    it('is told its height again when that changes', async () => {
      const form = await openCardFrame();
      await until(() => form.heard.some(({type}) => type === 'resize'));
      form.frame.style.width = '180px';
      const {height} = await form.next('resize');
      expect(height).to.be.greaterThan(250);
    });

    it('is told no height as long as it has no width', async () => {
      const form = await openCardFrame();
      await until(() => form.heard.some(({type}) => type === 'resize'));
      const before = form.heard.length;
      form.frame.style.width = '0';
      await settle();
      form.frame.style.width = '200px';
      await until(() => form.heard.length > before);
      await settle();
      const told = form.heard.slice(before).map((message) => message.type === 'resize' && message.height < 500);
      expect(told).to.deep.equal([true]);
    });

    it('cannot make it say anything under an unknown type or shape', async () => {
      const form = await openCardFrame();
      const before = form.page().body.outerHTML;
      for (const message of [{type: 'read'}, {type: 'submit', id: '1'}, {type: 'locale', locale: 'de'}, 'submit', null])
        form.say(message as never);
      form.say({
        type: 'theme',
        tokens: {
          '--guichet-color-surface': 'url(//evil)',
          '--guichet-radius': 'var(--x)',
          '--guichet-font-family': 'a;b',
        },
      });
      await settle();
      expect(form.page().body.outerHTML).to.equal(before);
      expect(form.page().documentElement.style.length).to.equal(0);
    });

    it('dresses it in its tokens and its scheme', async () => {
      const form = await openCardFrame();
      form.say({
        type: 'theme',
        scheme: 'dark',
        tokens: {'--guichet-color-surface': '#102030', '--guichet-color-text': '#ffffff'},
      });
      await until(() => getComputedStyle(form.field('number').parentElement!).backgroundColor === 'rgb(16, 32, 48)');
      expect(getComputedStyle(form.page().documentElement).colorScheme).to.equal('dark');
    });

    it('sees all of it at 180 px, with nothing cut off', async () => {
      const {page} = await openCardFrame({width: 180, answers: {networks: () => ['cb', 'mastercard']}});
      expect(page().documentElement.scrollWidth).to.be.at.most(180);
    });
  });
});
