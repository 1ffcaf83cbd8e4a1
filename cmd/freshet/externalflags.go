package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/freshet-bench/freshet/harness/clientconfig"
	"github.com/freshet-bench/freshet/harness/target/external"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// passwordVariable is the environment variable with the password of --user. There
// is no flag for it: a command line is for everybody to read.
const passwordVariable = "FRESHET_PASSWORD"

// connectFlags are the flags that say which cluster and who we are there.
type connectFlags struct {
	bootstrap    string
	config       string
	user         string
	passwordFile string
	sasl         string
	tls          bool
	ca           string
	cert, key    string
}

// connectNames are those flags that may not stand beside --config.
func connectNames() []string {
	return []string{"user", "password-file", "sasl", "tls", "ca", "cert", "key"}
}

func (c *connectFlags) bind(flags *pflag.FlagSet, of string) {
	flags.StringVar(&c.bootstrap, "bootstrap", "", of+"the `addresses` of brokers to begin with, as in kafka1:9092,kafka2:9092")
	flags.StringVar(&c.config, "config", "", of+"a Kafka client.properties `file` with addresses, TLS and SASL")
	flags.StringVar(&c.user, "user", "", of+"the SASL `name` of the user; its password is in $"+passwordVariable+" or --password-file")
	flags.StringVar(&c.passwordFile, "password-file", "", of+"a `file` that holds the password of --user")
	flags.StringVar(&c.sasl, "sasl", "", of+"the SASL `mechanism` of --user: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512 (default "+clientconfig.Scram512+")")
	flags.BoolVar(&c.tls, "tls", false, of+"connect with TLS")
	flags.StringVar(&c.ca, "ca", "", of+"a PEM `file` of authorities to trust, instead of the system's; brings --tls")
	flags.StringVar(&c.cert, "cert", "", of+"a PEM `file` with the client's certificate, for mutual TLS")
	flags.StringVar(&c.key, "key", "", of+"a PEM `file` with the key of --cert")
}

// given reports whether any of the flags was.
func (c *connectFlags) given(cmd *cobra.Command) (name string, ok bool) {
	for _, name := range append(connectNames(), "bootstrap", "config") {
		if cmd.Flags().Changed(name) {
			return name, true
		}
	}
	return "", false
}

// check refuses flags that contradict each other.
func (c *connectFlags) check(cmd *cobra.Command) error {
	if c.config != "" {
		for _, name := range connectNames() {
			if cmd.Flags().Changed(name) {
				return usagef("--%s and --config do not go together: say it in the file", name)
			}
		}
	}
	switch {
	case c.config == "" && c.bootstrap == "":
		return usagef("which cluster? --bootstrap host:port, or --config with a client.properties")
	case c.user == "" && (c.passwordFile != "" || c.sasl != ""):
		return usagef("--password-file and --sasl are for --user")
	}
	return nil
}

// options is which cluster the flags name. Settings that were not taken are told.
func (c *connectFlags) options(getenv func(string) string, tell func(line string)) (opts external.Options, err error) {
	if c.config != "" {
		config, err := clientconfig.Load(c.config, getenv)
		if err != nil {
			return opts, &exitError{code: exitUsage, err: err}
		}
		for _, note := range config.Notes {
			tell("note: " + note)
		}
		opts.Bootstrap, opts.Security = config.Bootstrap, config.Security
	} else if opts.Security, err = c.security(getenv); err != nil {
		return opts, &exitError{code: exitUsage, err: err}
	}
	if c.bootstrap != "" {
		if opts.Bootstrap, err = clientconfig.ParseBootstrap(c.bootstrap); err != nil {
			return opts, usagef("--bootstrap: %w", err)
		}
	}
	if len(opts.Bootstrap) == 0 {
		return opts, usagef("%s has no bootstrap.servers: add them, or --bootstrap host:port", c.config)
	}
	return opts, nil
}

// security is what the flags say without a file.
func (c *connectFlags) security(getenv func(string) string) (clientconfig.Security, error) {
	password := ""
	if c.user != "" {
		password = getenv(passwordVariable)
		if c.passwordFile != "" {
			text, err := os.ReadFile(c.passwordFile)
			if err != nil {
				return clientconfig.Security{}, fmt.Errorf("read the password: %w", err)
			}
			password = strings.TrimRight(string(text), "\r\n")
		}
		if password == "" {
			return clientconfig.Security{}, fmt.Errorf("the password of %s is missing: put it in $%s or in a file for --password-file", c.user, passwordVariable)
		}
	}
	return clientconfig.Flags{
		User: c.user, Password: password, Mechanism: strings.ToUpper(c.sasl),
		TLS: c.tls, CA: c.ca, Cert: c.cert, Key: c.key,
	}.Security()
}

// arguments are the flags that name the same cluster again, without a secret.
func (c *connectFlags) arguments() (args []string) {
	for _, flag := range []struct{ name, value string }{
		{"--bootstrap", c.bootstrap}, {"--config", c.config}, {"--user", c.user}, {"--password-file", c.passwordFile},
		{"--sasl", c.sasl}, {"--ca", c.ca}, {"--cert", c.cert}, {"--key", c.key},
	} {
		if flag.value != "" {
			args = append(args, flag.name, flag.value)
		}
	}
	if c.tls {
		args = append(args, "--tls")
	}
	return args
}

// externalFlags are the flags of --target external.
type externalFlags struct {
	connect connectFlags
	keep    bool
}

func (e *externalFlags) bind(flags *pflag.FlagSet) {
	e.connect.bind(flags, "with --target external, ")
	flags.BoolVar(&e.keep, "keep", false, "with --target external, leave the run's topics and groups on the cluster")
}

// check refuses the flags where the target is another, and without a cluster.
func (e *externalFlags) check(cmd *cobra.Command, meant bool) error {
	name, given := e.connect.given(cmd)
	if e.keep {
		name, given = cmp.Or(name, "keep"), true
	}
	switch {
	case given && !meant:
		return usagef("--%s is for --target %s", name, elsewhere)
	case !meant:
		return nil
	}
	return e.connect.check(cmd)
}

// open makes the target.
func (e *externalFlags) open(getenv func(string) string, tell func(line string)) (*external.Target, error) {
	opts, err := e.connect.options(getenv, tell)
	if err != nil {
		return nil, err
	}
	opts.Keep, opts.Progress = e.keep, tell
	return external.New(opts)
}

// arguments are the flags that give the same target again.
func (e *externalFlags) arguments() []string {
	args := e.connect.arguments()
	if e.keep {
		args = append(args, "--keep")
	}
	return args
}

// configProblems are the mistakes of a client configuration in err, a line each.
func configProblems(err error) clientconfig.Problems {
	var problems clientconfig.Problems
	errors.As(err, &problems)
	return problems
}
