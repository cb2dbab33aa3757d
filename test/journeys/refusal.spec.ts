import {expect, test} from './journey.ts';
import {cards, expectStatus, intentOf, newSession, openPage} from './shopper.ts';

test.describe('a refusal', () => {
  test('says so, keeps what was typed but for the code, and another card pays', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.insufficientFunds);
    await expect(shopper.alert).toContainText(shopper.say.refused);
    await expect(shopper.alert).toContainText('Aucun montant n’a été débité.');
    await expect(shopper.number).toHaveValue(/^4000 ?0000 ?0000 ?1018$/);
    await expect(shopper.expiry).toHaveValue('12 / 30');
    await expect(shopper.cvc).toHaveValue('');

    await shopper.alert.getByRole('button', {name: 'Utiliser une autre carte'}).click();
    await expect(shopper.cvc).toBeFocused();
    await shopper.payCard(cards.frictionless);
    await shopper.expectTicket();
    await expectStatus(session, 'requires_capture');
    expect((await intentOf(session)).attempts).toHaveLength(2);
  });

  test('for a wrong security code leads to that field', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.wrongCvc);
    await expect(shopper.alert).toContainText(shopper.say.refused);
    await expect(shopper.cvc).toHaveAttribute('aria-invalid', 'true');
    await shopper.alert.getByRole('button', {name: 'Corriger ma saisie'}).click();
    await expect(shopper.cvc).toBeFocused();
    await expect(shopper.number).toHaveValue(/^4000 ?0000 ?0000 ?0127$/);
  });

  test('of our own names what is missing, and moves to the first such field', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.pay();
    await expect(page.getByText('3 champs sont à corriger.')).toBeVisible();
    await expect(shopper.number).toBeFocused();
    for (const missing of ['le numéro de carte', 'la date d’expiration', 'le cryptogramme à 3 chiffres']) {
      await expect(shopper.form.getByText(`Saisissez ${missing}`)).toBeVisible();
    }
    // A field that was right is left alone.
    await shopper.type('4000000000000011');
    await shopper.pay();
    await expect(page.getByText('1 champ est à corriger.')).toBeVisible();
    await expect(shopper.number).toBeFocused();
    await expect(shopper.cvc).toHaveValue('123');
    await shopper.type(cards.frictionless);
    await expect(shopper.form.getByText('Le numéro de carte n’est pas valide')).toBeHidden();
    await expect(shopper.number).toHaveAttribute('aria-invalid', 'false');
    expect((await intentOf(session)).attempts).toHaveLength(0);
  });
});
