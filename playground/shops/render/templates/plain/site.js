function track(kind,link){try{(window._log=window._log||[]).push([kind,link.href])}catch(ignored){}}
function addToBasket(form){var count=parseInt(form.count.value,10);if(!count||count<1){form.count.value="1"}return true}
