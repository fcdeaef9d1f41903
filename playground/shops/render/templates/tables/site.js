<!--
function openPhoto(address){window.open(address,"photo","width=640,height=480,scrollbars=yes");return false;}
// -->
