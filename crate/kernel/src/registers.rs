//! Which registers this machine has, and how a loop is run on them.

use pulp::{Simd, WithSimd};

/// Vector registers, by the instructions that use them. In WebAssembly there are those of 128 bits alone.
#[derive(Debug, Clone, Copy)]
pub enum Registers {
    /// 512 bits.
    #[cfg(target_arch = "x86_64")]
    Avx512(pulp::x86::V4),
    /// 256 bits.
    #[cfg(target_arch = "x86_64")]
    Avx2(pulp::x86::V3),
    /// 128 bits.
    #[cfg(target_arch = "x86_64")]
    Sse(pulp::x86::V2),
    /// 128 bits.
    #[cfg(target_arch = "aarch64")]
    Neon(pulp::aarch64::Neon),
    /// 128 bits.
    #[cfg(target_arch = "wasm32")]
    Simd128(pulp::wasm::Simd128),
    /// Whatever the compiler makes of four numbers.
    #[cfg(not(target_arch = "wasm32"))]
    Plain,
}

/// The environment's name for the number of bits that registers may have at most: for comparing results and speeds.
#[cfg(not(target_arch = "wasm32"))]
const LIMIT: &str = "NEARMISS_REGISTERS";

/// `NEARMISS_REGISTERS` holds something else than a number of bits.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "The environment variable {LIMIT} holds “{0}”: give it the number of bits that registers may have at most, such as 512, 256, 128 or 0, or unset it."
)]
pub struct LimitError(String);

impl Registers {
    /// All that this machine has, the widest first.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn all() -> Vec<Registers> {
        let mut all = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            all.extend(pulp::x86::V4::try_new().map(Registers::Avx512));
            all.extend(pulp::x86::V3::try_new().map(Registers::Avx2));
            all.extend(pulp::x86::V2::try_new().map(Registers::Sse));
        }
        #[cfg(target_arch = "aarch64")]
        all.extend(pulp::aarch64::Neon::try_new().map(Registers::Neon));
        all.push(Registers::Plain);
        all
    }

    /// The widest, or the widest of at most `NEARMISS_REGISTERS` bits; 0 stands for no vector registers.
    ///
    /// # Errors
    /// If `NEARMISS_REGISTERS` isn't a number.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn widest_allowed() -> Result<Registers, LimitError> {
        let limit = std::env::var_os(LIMIT).map(|limit| limit.to_string_lossy().into_owned());
        let limit = limit.map(|limit| limit.parse().map_err(|_| LimitError(limit))).transpose()?;
        let is_allowed = |registers: &Registers| limit.is_none_or(|limit| registers.bits() <= limit);
        Ok(Registers::all().into_iter().find(is_allowed).unwrap_or(Registers::Plain))
    }

    /// Those in use: [`Registers::widest_allowed`] when it was first asked for.
    ///
    /// # Panics
    /// If `NEARMISS_REGISTERS` isn't a number.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn in_use() -> Registers {
        static IN_USE: std::sync::OnceLock<Registers> = std::sync::OnceLock::new();
        *IN_USE.get_or_init(|| Registers::widest_allowed().unwrap_or_else(|error| panic!("{error}")))
    }

    /// Those in use.
    #[cfg(target_arch = "wasm32")]
    #[inline(always)]
    pub fn in_use() -> Registers {
        Registers::Simd128(pulp::wasm::Simd128::try_new().expect("WebAssembly is compiled with simd128"))
    }

    /// Bits of a register; 0 without vector registers.
    pub fn bits(self) -> usize {
        match self {
            #[cfg(target_arch = "x86_64")]
            Registers::Avx512(_) => 512,
            #[cfg(target_arch = "x86_64")]
            Registers::Avx2(_) => 256,
            #[cfg(target_arch = "x86_64")]
            Registers::Sse(_) => 128,
            #[cfg(target_arch = "aarch64")]
            Registers::Neon(_) => 128,
            #[cfg(target_arch = "wasm32")]
            Registers::Simd128(_) => 128,
            #[cfg(not(target_arch = "wasm32"))]
            Registers::Plain => 0,
        }
    }

    /// Numbers in a register.
    #[inline]
    pub(crate) fn lanes(self) -> usize {
        (self.bits() / 32).max(4)
    }

    /// Runs a loop on these registers.
    #[inline(always)]
    pub(crate) fn run<T: WithSimd>(self, task: T) -> T::Output {
        match self {
            #[cfg(target_arch = "x86_64")]
            Registers::Avx512(simd) => Simd::vectorize(simd, task),
            #[cfg(target_arch = "x86_64")]
            Registers::Avx2(simd) => Simd::vectorize(simd, task),
            #[cfg(target_arch = "x86_64")]
            Registers::Sse(simd) => Simd::vectorize(simd, task),
            #[cfg(target_arch = "aarch64")]
            Registers::Neon(simd) => Simd::vectorize(simd, task),
            #[cfg(target_arch = "wasm32")]
            Registers::Simd128(simd) => Simd::vectorize(simd, task),
            #[cfg(not(target_arch = "wasm32"))]
            Registers::Plain => Simd::vectorize(pulp::Scalar128b, task),
        }
    }
}
