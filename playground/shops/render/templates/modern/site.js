(function(w,d){"use strict";
w.dataLayer=w.dataLayer||[];
function on(type,selector,handler){d.addEventListener(type,function(event){var found=event.target.closest(selector);if(found){handler(found,event)}})}
on("click",".js-add-to-cart",function(button){w.dataLayer.push({event:"add_to_cart",id:button.dataset.id});button.setAttribute("disabled","disabled")});
on("click",".js-favourite",function(button){var pressed=button.getAttribute("aria-pressed")==="true";button.setAttribute("aria-pressed",String(!pressed))});
on("click",".gallery__thumb",function(thumb){var main=d.querySelector(".gallery__main");if(main){main.src=thumb.src}});
if("IntersectionObserver" in w){var seen=new IntersectionObserver(function(entries){entries.forEach(function(entry){if(entry.isIntersecting){w.dataLayer.push({event:"impression",id:entry.target.dataset.productId});seen.unobserve(entry.target)}})});d.querySelectorAll("[data-position]").forEach(function(card){seen.observe(card)})}
})(window,document);
