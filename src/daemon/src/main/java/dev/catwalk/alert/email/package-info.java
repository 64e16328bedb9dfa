/** Mail, as text and as HTML; the templates are in {@code templates/alert}. */
package dev.catwalk.alert.email;
