//! Installs packages on Debian and its descendants, where this user may.

use crate::failure::Failure;
use crate::process::{find, output_of, run};
use std::process::Command;
use std::sync::Once;

/// How this user may install packages.
enum Privilege {
    Root,
    Sudo,
}

/// Installs packages, or says in a sentence why it can't and what would help.
/// `what` is what they are for, as the start of a sentence.
pub fn install(packages: &[&str], what: &str) -> Result<(), Failure> {
    let list = packages.join(" ");
    let Some(privilege) = privilege() else {
        return Err(Failure::Missing {
            what: format!("{what}, and this user may not install packages"),
            remedy: format!("have `apt-get install {list}` run as root, then try again."),
        });
    };
    eprintln!("Installing {list} from Debian …");
    static LISTS_REFRESHED: Once = Once::new();
    LISTS_REFRESHED.call_once(|| {
        // Old lists may still be good enough: whether they are, the installation itself tells.
        let _ = run(apt_get(&privilege).arg("update"), "apt-get update");
    });
    run(
        apt_get(&privilege).args(["install", "-y", "--no-install-recommends"]).args(packages),
        &format!("apt-get install {list}"),
    )
}

/// Whether this is a machine with apt at all.
pub fn is_here() -> bool {
    find("apt-get").is_some()
}

fn privilege() -> Option<Privilege> {
    let user = output_of(Command::new("id").arg("-u"))?;
    if user.trim() == "0" {
        return Some(Privilege::Root);
    }
    // `-n`: sudo that would ask for a password counts as none.
    output_of(Command::new("sudo").args(["-n", "true"])).map(|_| Privilege::Sudo)
}

fn apt_get(privilege: &Privilege) -> Command {
    let mut command = match privilege {
        Privilege::Root => Command::new("env"),
        Privilege::Sudo => {
            let mut sudo = Command::new("sudo");
            sudo.args(["-n", "env"]);
            sudo
        }
    };
    // Another apt may be at work, on a machine that has just started for example: wait for it.
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]);
    command
}
