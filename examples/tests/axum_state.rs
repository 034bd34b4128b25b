//! The service as a program: it answers to signals.

#![cfg(unix)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

fn signal(service: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &service.id().to_string()]).status();
    assert!(sent.expect("`kill` runs").success());
}

#[test]
fn it_prints_the_table_at_sigquit_and_ends_at_an_interrupt() {
    let mut service = Command::new(env!("CARGO_BIN_EXE_axum_state"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the service runs");
    let mut output = BufReader::new(service.stdout.take().expect("piped")).lines();
    let listening = output.next().expect("a line").expect("text");
    let address = listening.strip_prefix("listening on http://").expect("the address");

    let mut request = TcpStream::connect(address).expect("it listens");
    request
        .write_all(b"POST /accounts/1/deposit/3 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .expect("a request");
    let mut response = String::new();
    request.read_to_string(&mut response).expect("a response");
    assert!(response.starts_with("HTTP/1.1 200 OK") && response.ends_with('3'), "{response}");

    signal(&service, "-QUIT");
    let mut table = BufReader::new(service.stderr.take().expect("piped")).lines();
    let head = table.next().expect("a line").expect("text");
    assert!(head.starts_with("LOCK") && head.contains("HELD BY"), "{head}");
    // The journal waits for an entry.
    let journal = table.next().expect("a line").expect("text");
    assert!(journal.starts_with("self.journal") && journal.contains("lock"), "{journal}");

    signal(&service, "-INT");
    assert!(service.wait().expect("it ends").success());
    assert_eq!(output.last().expect("a line").expect("text"), "0 transfers written");
}
