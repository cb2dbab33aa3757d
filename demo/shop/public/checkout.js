// What a merchant's page does around the element: when it is over, go on. Whether it is paid, the server knows.
const element = document.querySelector('guichet-checkout, guichet-payment-page');
const go = (id) => location.assign(document.getElementById(id).href);

element.addEventListener('guichet-return', (event) => {
  event.preventDefault();
  go('order');
});
// What is paid is no longer to be paid.
element.addEventListener('guichet-complete', () => document.querySelector('.due')?.remove());
element.addEventListener('guichet-cancel', (event) => {
  event.preventDefault();
  go('cart');
});
