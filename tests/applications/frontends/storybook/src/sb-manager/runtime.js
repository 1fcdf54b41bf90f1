document.body.dataset.manager = 'one';
