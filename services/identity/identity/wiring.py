"""The only constructor: settings become clients, stores and use cases, each at its first use."""

from functools import cached_property

from flask import Flask

from chassis.mongo import ping
from chassis.tokens import TokenMinter, TokenVerifier
from identity.app import build_app
from identity.routes.recoveries import RecoverySteps
from identity.routes.registrations import RegistrationSteps
from identity.usecases.change_password import ChangePassword
from identity.usecases.choose_credentials import ChooseCredentials
from identity.usecases.confirm import ConfirmCode, ResendCode
from identity.usecases.identify import Identify
from identity.usecases.identify_recovery import IdentifyRecovery
from identity.usecases.issue_code import IssueCode
from identity.usecases.issue_recovery import IssueRecoveryCode, IssueResetLink
from identity.usecases.links import ActivateAccount, PeekLink
from identity.usecases.new_password import NewPassword
from identity.usecases.record_crm import RecordCrm
from identity.usecases.recovery import RECOVERY_CODE_PATH, BeginRecovery, ShowRecovery
from identity.usecases.recovery_sends import RecoverySends
from identity.usecases.registration import (
    REGISTRATION_CODE_PATH,
    BeginRegistration,
    ShowRegistration,
)
from identity.usecases.reset_password import ResetByCode, ResetByLink
from identity.usecases.sessions import OpenSessions
from identity.usecases.show_account import ShowAccount
from identity.usecases.sign_in import SignIn
from identity.wiring_parts import SERVICE, Parts

__all__ = ["SERVICE", "Wiring"]


class Wiring(Parts):
    """A role asks for what it needs, and only that is made; a test hands in its own world."""

    def web(self) -> Flask:
        return build_app(
            operators=self.operators,
            verifier=TokenVerifier(self.settings.token_public_keys, SERVICE, self.clock),
            rulebook=self.rulebook,
            registration=self.registration_steps,
            recovery=self.recovery_steps,
            peek_link=self.peek_link,
            activate_account=self.activate_account,
            reset_by_link=self.reset_by_link,
            sign_in=self.sign_in,
            sessions=self.open_sessions,
            show_account=self.show_account,
            change_password=self.change_password,
            checks=[ping(self.databases.client)],
        )

    @cached_property
    def registration_steps(self) -> RegistrationSteps:
        clock, flows, path = self.clock, self.registrations, REGISTRATION_CODE_PATH
        issue_code = IssueCode(self.codes, self.counters, self.events)
        return RegistrationSteps(
            begin=BeginRegistration(flows, self.captchas, clock, self.randomness),
            show=ShowRegistration(flows, self.customers, self.gate, clock),
            captchas=self.captchas,
            identify=Identify(
                flows, self.customers, self.accounts, self.captchas, issue_code, clock
            ),
            confirm=ConfirmCode(flows, self.codes, self.gate, path, clock),
            resend=ResendCode(flows, issue_code, self.gate, path, clock),
            choose_credentials=self.choose_credentials,
        )

    @cached_property
    def recovery_steps(self) -> RecoverySteps:
        clock, flows, path = self.clock, self.recoveries, RECOVERY_CODE_PATH
        captchas, sends = self.recovery_captchas, RecoverySends(self.counters)
        issue_code = IssueRecoveryCode(self.codes, sends, self.events)
        return RecoverySteps(
            begin=BeginRecovery(flows, captchas, clock, self.randomness),
            show=ShowRecovery(flows, self.gate, clock),
            captchas=captchas,
            identify=IdentifyRecovery(
                recoveries=flows,
                customers=self.customers,
                accounts=self.accounts,
                captchas=captchas,
                sends=sends,
                issue_code=issue_code,
                issue_link=IssueResetLink(self.links, self.events, self.randomness),
                clock=clock,
            ),
            confirm=ConfirmCode(flows, self.codes, self.gate, path, clock),
            resend=ResendCode(flows, issue_code, self.gate, path, clock),
            reset=self.reset_by_code,
        )

    @cached_property
    def choose_credentials(self) -> ChooseCredentials:
        return ChooseCredentials(
            registrations=self.registrations,
            customers=self.customers,
            accounts=self.accounts,
            openings=self.openings,
            passwords=self.passwords,
            events=self.events,
            clock=self.clock,
            randomness=self.randomness,
        )

    @cached_property
    def peek_link(self) -> PeekLink:
        return PeekLink(self.links, self.accounts, self.clock)

    @cached_property
    def activate_account(self) -> ActivateAccount:
        return ActivateAccount(self.peek_link, self.openings, self.gate, self.events, self.clock)

    @cached_property
    def new_password(self) -> NewPassword:
        return NewPassword(self.customers, self.passwords, self.gate, self.events, self.clock)

    @cached_property
    def reset_by_code(self) -> ResetByCode:
        changes, new_password = self.password_changes, self.new_password
        return ResetByCode(self.recoveries, self.accounts, changes, new_password, self.clock)

    @cached_property
    def reset_by_link(self) -> ResetByLink:
        return ResetByLink(self.peek_link, self.password_changes, self.new_password, self.clock)

    @cached_property
    def change_password(self) -> ChangePassword:
        return ChangePassword(
            accounts=self.accounts,
            changes=self.password_changes,
            new_password=self.new_password,
            passwords=self.passwords,
            gate=self.gate,
            clock=self.clock,
        )

    @cached_property
    def show_account(self) -> ShowAccount:
        return ShowAccount(self.accounts, self.customers)

    @cached_property
    def sign_in(self) -> SignIn:
        return SignIn(
            accounts=self.accounts,
            sessions=self.sessions,
            passwords=self.passwords,
            gate=self.gate,
            clock=self.clock,
            randomness=self.randomness,
        )

    @cached_property
    def open_sessions(self) -> OpenSessions:
        minter = TokenMinter(SERVICE, self.settings.token_signing_key, self.clock)
        return OpenSessions(self.sessions, self.accounts, self.customers, minter, self.clock)

    @cached_property
    def record_crm(self) -> RecordCrm:
        return RecordCrm(self.customers)
